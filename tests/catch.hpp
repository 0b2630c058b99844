#pragma once
// The one place that knows where Catch2 keeps its headers: 2.13 and 3 differ.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
