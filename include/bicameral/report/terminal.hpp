#pragma once
// Whether somebody watches, and how wide the window is.

#include <cstdio>
#include <optional>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace bicameral {

/// Columns of the terminal that `stream` writes to; 80 if the terminal does not tell; nothing if it is no terminal.
inline std::optional<int> terminal_columns(std::FILE* stream) {
#if defined(__unix__) || defined(__APPLE__)
  const int descriptor = ::fileno(stream);
  if (descriptor < 0 || ::isatty(descriptor) == 0) return std::nullopt;
  struct ::winsize size {};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
#else
  static_cast<void>(stream);
  return std::nullopt;
#endif
}

}  // namespace bicameral
