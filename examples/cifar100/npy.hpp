#pragma once
// xtensor's .npy files, which the library leaves out; version 0.26 of xtensor moved the header.

#if __has_include(<xtensor/io/xnpy.hpp>)
#include <xtensor/io/xnpy.hpp>
#else
#include <xtensor/xnpy.hpp>
#endif
