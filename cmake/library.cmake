# The library: headers, and the three libraries they stand on. No compiler flags beyond C++20 reach its users.
# bicameral::png, where libpng is found, is the library and the one header that needs libpng.

find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(xtensor REQUIRED)
find_package(TBB REQUIRED)
if(xtensor_VERSION VERSION_LESS 0.24.3)
  message(FATAL_ERROR "bicameral: expected xtensor 0.24.3 or newer, got ${xtensor_VERSION}")
endif()

file(GLOB_RECURSE bicameral_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/bicameral/*.hpp)

set(bicameral_png_header ${PROJECT_SOURCE_DIR}/include/bicameral/report/png.hpp)
list(REMOVE_ITEM bicameral_headers ${bicameral_png_header})

add_library(bicameral INTERFACE)
add_library(bicameral::bicameral ALIAS bicameral)
target_compile_features(bicameral INTERFACE cxx_std_20)
target_sources(bicameral INTERFACE
  FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${bicameral_headers})
target_link_libraries(bicameral INTERFACE Eigen3::Eigen xtensor TBB::tbb)

find_package(PNG QUIET)
if(PNG_FOUND)
  add_library(bicameral_png INTERFACE)
  add_library(bicameral::png ALIAS bicameral_png)
  set_target_properties(bicameral_png PROPERTIES EXPORT_NAME png)
  target_sources(bicameral_png INTERFACE
    FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${bicameral_png_header})
  target_link_libraries(bicameral_png INTERFACE bicameral PNG::PNG)
else()
  message(STATUS "bicameral: pictures are not written as PNG, because libpng is not found (Debian: libpng-dev)")
endif()
