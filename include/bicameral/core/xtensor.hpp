#pragma once
// The one gate to xtensor: version 0.26 moved every header into sub-folders. Nothing else of the library may include
// xtensor. Its .npy files are not among what it offers: they bring <regex>, which every user would compile.

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/views/xview.hpp>
#elif __has_include(<xtensor/xtensor.hpp>)
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#else
#error "bicameral: expected the xtensor headers on the include path (0.24.3 or later; libxtensor-dev on Debian)"
#endif
