# Writes RECORD, a header that says which commit of SOURCE and which compiler FLAGS made the program.

cmake_minimum_required(VERSION 3.24)

set(commit "")
find_program(git git)
if(git)
  execute_process(COMMAND ${git} -C ${SOURCE} describe --always --dirty --abbrev=12
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(commit STREQUAL "")
  set(commit "unknown")
endif()

file(READ ${FLAGS} flags)
string(REGEX REPLACE "[ \n]+" " " flags "${flags}")
string(STRIP "${flags}" flags)
string(REGEX REPLACE "([\"\\])" "\\\\\\1" flags "${flags}")

# [[ ]] keeps quotation marks as they are.
file(CONFIGURE OUTPUT ${RECORD} @ONLY CONTENT [[#pragma once
// Written by the build: where this program comes from.

namespace bicameral_program {
inline constexpr const char* commit = "@commit@";
inline constexpr const char* compile_flags = "@flags@";
}  // namespace bicameral_program
]])
