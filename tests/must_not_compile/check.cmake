# Compiles SOURCE with CXX and expects a refusal; compiles it again with TWIN defined and expects success.
# Comments at the beginning of a line in SOURCE say what the refusal must look like:
#   // expect: REGEX       the compiler's output matches (CMake's regular expressions); may be repeated, at least once
#   // errors: N           at most N errors; 1 when not said
#   // most_lines: N       at most N lines of output; unlimited when not said

cmake_minimum_required(VERSION 3.24)

function(facts name result)
  file(STRINGS ${SOURCE} lines REGEX "^// ${name}: ")
  list(TRANSFORM lines REPLACE "^// ${name}: " "")
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

# CMake wraps the text of a fatal error, which would hide it from a match.
function(refuse text)
  message("${text}")
  message(FATAL_ERROR "refused")
endfunction()

set(ENV{LC_ALL} C)  # quotation marks in messages follow the locale
file(READ ${INCLUDES} includes)
list(REMOVE_DUPLICATES includes)
list(TRANSFORM includes PREPEND "-I")
function(compile result output)
  execute_process(COMMAND ${CXX} -std=c++20 -fsyntax-only ${includes} ${ARGN} ${SOURCE}
    RESULT_VARIABLE code ERROR_VARIABLE text OUTPUT_VARIABLE text)
  set(${result} "${code}" PARENT_SCOPE)
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

facts(expect expected)
facts(errors most_errors)
facts(most_lines most_lines)
if(NOT expected)
  refuse("${SOURCE}: expected a line '// expect: REGEX', got none")
endif()
if(most_errors STREQUAL "")
  set(most_errors 1)
endif()

compile(code output)
if(code EQUAL 0)
  refuse("${SOURCE}: expected a compiler error, got none")
endif()
foreach(regex IN LISTS expected)
  if(NOT output MATCHES "${regex}")
    refuse("${SOURCE}: expected a message that matches '${regex}', got\n${output}")
  endif()
endforeach()
# Counted on a text without the characters that have a meaning in CMake's lists.
string(REGEX REPLACE "[][;]" "_" plain "${output}")
string(REGEX MATCHALL "error: " errors "${plain}")
list(LENGTH errors count)
if(count GREATER most_errors)
  refuse("${SOURCE}: expected at most ${most_errors} errors, got ${count}\n${output}")
endif()
string(REGEX MATCHALL "\n" ends "${plain}")
list(LENGTH ends lines)
if(NOT most_lines STREQUAL "" AND lines GREATER most_lines)
  refuse("${SOURCE}: expected at most ${most_lines} lines, got ${lines}\n${output}")
endif()

compile(code output -DTWIN)
if(NOT code EQUAL 0)
  refuse("${SOURCE}: expected its twin to compile, got\n${output}")
endif()
