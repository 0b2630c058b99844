#pragma once
// A whole file in memory.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "bicameral/core/error.hpp"

namespace bicameral {

/// The bytes of a file. Throws Error, naming it, if it does not open or cannot be read to its end (a folder, ...).
inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) fail(path.string(), "a file to read", "none that opens");
  if (stream.peek() == std::ifstream::traits_type::eof() && !stream.bad())
    return {};  // rdbuf() would call it a failure
  std::ostringstream bytes;
  bytes << stream.rdbuf();  // which, unlike an iterator, does not throw
  if (stream.bad() || bytes.fail()) fail(path.string(), "a file to read", "an error while reading");
  return bytes.str();
}

}  // namespace bicameral
