#pragma once
// Text files with one class name per line.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/utf8.hpp"

namespace bicameral {

/// A label is one byte, so a file distinguishes at most so many classes.
inline constexpr std::size_t most_classes = 256;

/// Whether a name can stand alone in a line: UTF-8, not empty, no control characters.
inline bool is_label_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto [code, bytes] = first_utf8_character(name);
    if (bytes == 0 || code < 0x20 || (code >= 0x7F && code < 0xA0)) return false;
    name.remove_prefix(bytes);
  }
  return true;
}

/// Reads class names, one per line. Lines may end in \r\n; empty lines at the end do not count.
/// Throws Error naming the file (and line) when it is missing, holds no name, an empty line between names, a name
/// twice, a control character, what is no UTF-8, or more than 256 names.
inline std::vector<std::string> read_label_names(const std::filesystem::path& path) {
  const std::string where = path.string();
  std::error_code problem;
  const std::uintmax_t bytes = std::filesystem::file_size(path, problem);
  std::ifstream file(path, std::ios::binary);
  if (problem || !file) fail(where, "a readable file of class names", "none");
  if (bytes > (std::uintmax_t{1} << 20)) fail(where, "at most 1048576 bytes of class names", std::to_string(bytes));
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  std::string line;
  std::size_t empty_line = 0;  // the first of a run of empty lines, counted from 1; 0: none
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::string here = where + ": line " + std::to_string(number);
    if (line.empty()) {
      if (empty_line == 0) empty_line = number;
      continue;
    }
    if (empty_line != 0) fail(where + ": line " + std::to_string(empty_line), "a class name", "an empty line");
    if (!is_label_name(line)) fail(here, "a class name of printable characters, in UTF-8", in_quotes(line));
    if (!seen.insert(line).second) fail(here, "each class name once", in_quotes(line) + " again");
    if (names.size() == most_classes) fail(where, "at most 256 class names", "more");
    names.push_back(line);
  }
  if (file.bad()) fail(where, "a readable file of class names", "a read error");
  if (names.empty()) fail(where, "at least one class name", "an empty file");
  return names;
}

/// Throws Error unless these names, written one per line, would be read back the same.
inline void check_label_names(const std::vector<std::string>& names, const std::string& where) {
  if (names.empty() || names.size() > most_classes) fail(where, "1 to 256 class names", std::to_string(names.size()));
  std::unordered_set<std::string> seen;
  for (const std::string& name : names) {
    if (!is_label_name(name)) fail(where, "class names of at least one printable character, in UTF-8", in_quotes(name));
    if (!seen.insert(name).second) fail(where, "each class name once", in_quotes(name) + " again");
  }
}

}  // namespace bicameral
