# How our own executables are compiled. Linked privately by tests, examples and benchmarks; never exported.

add_library(bicameral_build_flags INTERFACE)
# The same without this machine's instruction set, for a unit that is to be compiled for the least processor.
add_library(bicameral_portable_flags INTERFACE)
target_link_libraries(bicameral_build_flags INTERFACE bicameral_portable_flags)

set(bicameral_warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(BICAMERAL_WERROR)
  list(APPEND bicameral_warnings -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 reports its own AVX-512 intrinsics (bug 105593) and its own strings, as in "a" + text (bug 105651).
  list(APPEND bicameral_warnings -Wno-maybe-uninitialized -Wno-uninitialized -Wno-restrict
    -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()
if(NOT MSVC)
  target_compile_options(bicameral_portable_flags INTERFACE ${bicameral_warnings})
endif()

if(BICAMERAL_NATIVE)
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-march=native BICAMERAL_HAS_MARCH_NATIVE)
  if(BICAMERAL_HAS_MARCH_NATIVE)
    target_compile_options(bicameral_build_flags INTERFACE -march=native)
  endif()
endif()

if(BICAMERAL_SANITIZE)
  target_compile_options(bicameral_portable_flags INTERFACE
    -fsanitize=${BICAMERAL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(bicameral_portable_flags INTERFACE -fsanitize=${BICAMERAL_SANITIZE})
endif()

if(BICAMERAL_PARALLEL_STD_THREADS)
  find_package(Threads REQUIRED)
  target_compile_definitions(bicameral_portable_flags INTERFACE BICAMERAL_PARALLEL_STD_THREADS)
  target_link_libraries(bicameral_portable_flags INTERFACE Threads::Threads)
endif()
