#pragma once
// Comma-separated values: lines, and files that grow by a line at a time.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/read_file.hpp"
#include "bicameral/core/utf8.hpp"

namespace bicameral {

/// `field` as it stands in a CSV file: in quotes, with quotes doubled, if it needs them (RFC 4180), or if a reader
/// might trim it.
inline std::string csv_field(std::string_view field) {
  const bool trimmed = !field.empty() && (field.front() == ' ' || field.back() == ' ');
  if (!trimmed && field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

/// The fields with commas between and a line feed at the end. A single empty field is quoted, so that no line is empty.
inline std::string csv_line(std::span<const std::string> fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) (line += i == 0 ? "" : ",") += csv_field(fields[i]);
  if (fields.size() == 1 && line.empty()) line = "\"\"";
  return line + "\n";
}

/// A CSV file on disk that keeps what it holds and grows by rows.
class CsvFile {
 public:
  /// Begins the file with the header if it is missing or empty; else its first line must be this header, so that rows
  /// of different meaning do not mix. An unfinished last line, of a power loss, is dropped. Throws Error if the header
  /// is another or if the file cannot be written.
  CsvFile(std::filesystem::path path, std::vector<std::string> header)
      : path_(std::move(path)), columns_(header.size()) {
    if (header.empty()) fail(path_.string(), "at least one column", "none");
    for (const std::string& name : header) check_field(name);
    const std::string wanted = csv_line(header);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path_, error);
    if (error || bytes == 0) {
      write_file(path_, wanted);
      return;
    }
    const std::string text = read_file(path_);
    const std::string found = text.substr(0, wanted.size());
    if (found != wanted) fail(path_.string(), "a file of these columns, " + in_quotes(wanted), in_quotes(found));
    const std::size_t end = text.rfind('\n') + 1;  // the header has one
    if (end < text.size()) write_file(path_, text.substr(0, end));
  }

  /// Adds a row. Throws Error unless there is one field per column, none with a line feed, and all was written.
  void append(std::span<const std::string> fields) {
    if (fields.size() != columns_)
      fail(path_.string(), std::to_string(columns_) + " fields in a row", std::to_string(fields.size()));
    for (const std::string& field : fields) check_field(field);
    std::string line = csv_line(fields);
    line.pop_back();  // append_line adds it again
    append_line(path_, line);
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  void check_field(std::string_view field) const {
    if (field.find_first_of("\r\n") != std::string_view::npos)
      fail(path_.string(), "fields of one line", in_quotes(field));
  }

  std::filesystem::path path_;
  std::size_t columns_;
};

}  // namespace bicameral
