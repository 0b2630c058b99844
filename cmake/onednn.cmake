# oneDNN for the benchmark of convolutions, where it is found: the target bicameral_onednn. Found by its files: Debian's
# package file for CMake stops the configuration where OpenCL is not installed.

find_package(OpenMP QUIET COMPONENTS CXX)  # to tell oneDNN how many threads to use
find_library(BICAMERAL_ONEDNN_LIBRARY dnnl)
find_path(BICAMERAL_ONEDNN_INCLUDE oneapi/dnnl/dnnl_version.h)
mark_as_advanced(BICAMERAL_ONEDNN_LIBRARY BICAMERAL_ONEDNN_INCLUDE)

set(bicameral_onednn_problem "")
if(NOT BICAMERAL_ONEDNN_LIBRARY OR NOT BICAMERAL_ONEDNN_INCLUDE)
  set(bicameral_onednn_problem "it is not found (Debian: libdnnl-dev)")
elseif(NOT OpenMP_CXX_FOUND)
  set(bicameral_onednn_problem "OpenMP is not found")
else()
  file(STRINGS ${BICAMERAL_ONEDNN_INCLUDE}/oneapi/dnnl/dnnl_version.h bicameral_onednn_version
    REGEX "define DNNL_VERSION_MAJOR +[0-9]+")
  if(NOT bicameral_onednn_version MATCHES " 2$")  # version 3 describes convolutions in another way
    set(bicameral_onednn_problem "its version is not 2")
  endif()
endif()

if(bicameral_onednn_problem)
  message(STATUS "bicameral: the convolutions are measured without oneDNN, because ${bicameral_onednn_problem}")
else()
  add_library(bicameral_onednn INTERFACE)
  # The library of OpenMP without its compiler flag, which would change how Eigen computes.
  target_link_libraries(bicameral_onednn INTERFACE ${BICAMERAL_ONEDNN_LIBRARY} ${OpenMP_CXX_LIBRARIES})
  target_include_directories(bicameral_onednn SYSTEM INTERFACE ${BICAMERAL_ONEDNN_INCLUDE})
  target_compile_definitions(bicameral_onednn INTERFACE BICAMERAL_BENCHMARKS_ONEDNN)
endif()
