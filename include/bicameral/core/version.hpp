#pragma once
// The version of the library; CMake reads it from here.

#include <string_view>

namespace bicameral {

/// Major, minor, patch: https://semver.org
inline constexpr std::string_view library_version = "0.1.0";

}  // namespace bicameral
