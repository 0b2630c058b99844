# Tests of the repository: every header by itself, the order of the rooms, two units in one program, the README's
# program, and a stranger's project that uses the installed package.

# Every header compiles alone, with the warnings of our own executables: build all_verify_interface_header_sets.
set_property(TARGET bicameral PROPERTY VERIFY_INTERFACE_HEADER_SETS ON)
if(TARGET bicameral_png)
  set_property(TARGET bicameral_png PROPERTY VERIFY_INTERFACE_HEADER_SETS ON)
endif()

find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME project/rooms
    COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/scripts/check_includes.py ${PROJECT_SOURCE_DIR})
  add_test(NAME project/rooms_can_fail
    COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/scripts/check_includes.py --self-test)
  add_test(NAME project/compile_cost_can_fail
    COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/scripts/compile_cost.py --self-test)
  # The memory in the script is GCC's.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_test(NAME project/compile_cost
      COMMAND ${CMAKE_COMMAND} -E env CXX=${CMAKE_CXX_COMPILER} ${Python3_EXECUTABLE}
        ${PROJECT_SOURCE_DIR}/scripts/compile_cost.py --check
        "--include=$<JOIN:$<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>,;--include=>"
      COMMAND_EXPAND_LISTS)
    set_tests_properties(project/compile_cost PROPERTIES PROCESSORS 2 TIMEOUT 600)
  endif()
endif()

set(bicameral_umbrella ${PROJECT_SOURCE_DIR}/include/bicameral/bicameral.hpp)
if(EXISTS ${bicameral_umbrella})
  add_executable(bicameral_two_units two_units/main.cpp two_units/other.cpp)
  target_link_libraries(bicameral_two_units PRIVATE bicameral::bicameral bicameral_build_flags)
  add_test(NAME project/two_units COMMAND bicameral_two_units)
  include(two_units/instruction_sets.cmake)

  include(readme/extract.cmake)
  bicameral_extract_programs(documented_programs)
  foreach(source IN LISTS documented_programs)
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE bicameral::bicameral bicameral_build_flags)
    add_test(NAME project/${name} COMMAND ${name})
  endforeach()
endif()

find_package(OpenMP COMPONENTS CXX)
if(OpenMP_CXX_FOUND)
  add_executable(bicameral_openmp openmp/main.cpp)
  target_link_libraries(bicameral_openmp PRIVATE bicameral::bicameral bicameral_build_flags OpenMP::OpenMP_CXX)
  add_test(NAME project/openmp COMMAND bicameral_openmp)
endif()

if(BICAMERAL_INSTALL)
  foreach(way find_package add_subdirectory pkg_config)
    add_test(NAME project/stranger_by_${way}
      COMMAND ${CMAKE_COMMAND}
        -DWAY=${way} -DSOURCE=${PROJECT_SOURCE_DIR} -DBUILD=${PROJECT_BINARY_DIR}
        -DWORK=${CMAKE_CURRENT_BINARY_DIR}/stranger/${way} -DGENERATOR=${CMAKE_GENERATOR} -DCXX=${CMAKE_CXX_COMPILER}
        -P ${CMAKE_CURRENT_SOURCE_DIR}/install/run.cmake)
    set_tests_properties(project/stranger_by_${way} PROPERTIES SKIP_REGULAR_EXPRESSION "^skipped:" TIMEOUT 600)
  endforeach()
endif()
