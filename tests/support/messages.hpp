#pragma once
// What a callable complains about, so that a test can look for the words a user must find in it.

#include <string>

#include "bicameral/core/error.hpp"

namespace bicameral::test {

/// The text of the bicameral::Error that `call` throws, or "" if it throws nothing. Other exceptions pass through.
template <class Callable>
std::string thrown_message(Callable&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace bicameral::test
