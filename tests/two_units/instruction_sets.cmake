# One program of a unit for the compiler's least processor and a unit for this machine's: both compute, and agree, and
# their object files share no code that depends on the instruction set.

# What the inline namespace is called with the given flags; empty where the compiler refuses them.
function(bicameral_instruction_set result)
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}")
  set(source ${CMAKE_CURRENT_BINARY_DIR}/instruction_set.cpp)
  file(WRITE ${source} "#include \"bicameral/core/instruction_set.hpp\"\nthis is BICAMERAL_SIMD\n")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} ${flags} ${ARGN} -std=c++20 -I${PROJECT_SOURCE_DIR}/include -E ${source}
    OUTPUT_VARIABLE text ERROR_QUIET)
  string(REGEX MATCH "this is (simd_[a-z0-9_]+)" found "${text}")
  set(${result} "${CMAKE_MATCH_1}" PARENT_SCOPE)
endfunction()

bicameral_instruction_set(bicameral_least_set)
bicameral_instruction_set(bicameral_native_set -march=native)

if(bicameral_native_set STREQUAL "" OR bicameral_native_set STREQUAL bicameral_least_set)
  add_test(NAME project/two_instruction_sets COMMAND ${CMAKE_COMMAND} -E echo
    "skipped: expected another instruction set with -march=native than '${bicameral_least_set}', got '${bicameral_native_set}'")
  set_tests_properties(project/two_instruction_sets PROPERTIES SKIP_REGULAR_EXPRESSION "^skipped:")
  return()
endif()

# Always optimised: a debug build keeps the smallest functions of Eigen, which have no instruction set in their names.
foreach(unit plain native)
  add_library(bicameral_unit_${unit} OBJECT two_units/instruction_sets/${unit}.cpp)
  target_link_libraries(bicameral_unit_${unit} PRIVATE bicameral::bicameral bicameral_portable_flags)
  target_include_directories(bicameral_unit_${unit} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(bicameral_unit_${unit} PRIVATE -O2)
endforeach()
target_compile_options(bicameral_unit_native PRIVATE -march=native)

add_executable(bicameral_two_instruction_sets two_units/instruction_sets/main.cpp)
target_link_libraries(bicameral_two_instruction_sets PRIVATE
  bicameral::bicameral bicameral_portable_flags bicameral_unit_plain bicameral_unit_native)
target_include_directories(bicameral_two_instruction_sets PRIVATE ${PROJECT_SOURCE_DIR})
add_test(NAME project/two_instruction_sets COMMAND bicameral_two_instruction_sets)

# A sanitizer keeps functions apart that are otherwise compiled into their callers.
if(Python3_FOUND AND CMAKE_NM AND NOT BICAMERAL_SANITIZE)
  set(shared_symbols ${CMAKE_CURRENT_SOURCE_DIR}/two_units/shared_symbols.py)
  add_test(NAME project/shared_symbols COMMAND Python3::Interpreter ${shared_symbols} ${CMAKE_NM}
    $<TARGET_OBJECTS:bicameral_unit_plain> $<TARGET_OBJECTS:bicameral_unit_native>)
  # The check must be able to fail: on names made up, and on an object that is compared with itself.
  add_test(NAME project/shared_symbols_can_fail COMMAND Python3::Interpreter ${shared_symbols} --self-test)
  add_test(NAME project/shared_symbols_of_one_set COMMAND Python3::Interpreter ${shared_symbols} ${CMAKE_NM}
    $<TARGET_OBJECTS:bicameral_unit_plain> $<TARGET_OBJECTS:bicameral_unit_plain>)
  set_tests_properties(project/shared_symbols_of_one_set PROPERTIES
    PASS_REGULAR_EXPRESSION "both units are compiled for one instruction set: ")
endif()
