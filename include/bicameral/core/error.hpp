#pragma once
// One exception type for everything a caller can get wrong at run time.

#include <stdexcept>
#include <string>

#if defined(min) || defined(max)
#error "bicameral: expected no macros min and max, got some; define NOMINMAX before windows.h is included"
#endif

namespace bicameral {

/// What every run-time mistake throws: one sentence that names the function, layer, file or option,
/// what was expected and what was got.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is thrown when numbers that must be finite are not: the same computation would end there again.
class NotFinite : public Error {
 public:
  using Error::Error;
};

/// Throws Error("<where>: expected <expected>, got <got>"). Cold: what leads to it is compiled for size.
[[noreturn, gnu::cold]] inline void fail(const std::string& where, const std::string& expected,
                                         const std::string& got) {
  throw Error(where + ": expected " + expected + ", got " + got);
}

/// The same for numbers that are not finite.
[[noreturn, gnu::cold]] inline void fail_not_finite(const std::string& where, const std::string& expected,
                                                    const std::string& got) {
  throw NotFinite(where + ": expected " + expected + ", got " + got);
}

/// Throws unless `holds`; the texts are built only when needed by callers that pass literals.
inline void expect(bool holds, const char* where, const char* expected, long long got) {
  if (!holds) fail(where, expected, std::to_string(got));
}

}  // namespace bicameral
