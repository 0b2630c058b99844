#pragma once
// The options that these programs take besides google-benchmark's own.

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace bicameral::benchmarks {

/// --quick runs everything once on next to nothing; --threads N and --batch N set what their names say.
struct Options {
  bool quick = false;
  int threads = 0;
  int batch = 0;
};

[[noreturn]] inline void refuse(std::string_view program, std::string_view option, std::string_view expected) {
  std::cerr << program << ": " << option << ": expected " << expected << '\n';
  std::exit(2);
}

/// Takes out "NAME VALUE" and returns the value, if it is there.
inline std::optional<std::string> take_value(int& count, char** words, std::string_view name) {
  char** const end = words + count;
  char** const found = std::find_if(words + 1, end, [&](const char* word) { return name == word; });
  if (found == end) return std::nullopt;
  if (found + 1 == end) refuse(words[0], name, "a value");
  std::string value = found[1];
  std::copy(found + 2, end, found);
  count -= 2;
  return value;
}

/// The same for a positive number.
inline int take_number(int& count, char** words, std::string_view name, int otherwise) {
  const std::optional<std::string> value = take_value(count, words, name);
  if (!value) return otherwise;
  const int number = std::atoi(value->c_str());
  if (number < 1) refuse(words[0], name, "a positive number");
  return number;
}

/// Other words are passed to `other`, which says whether it knows them; what nobody knows stays for google-benchmark.
inline Options take_options(int& count, char** words, int batch,
                            const std::function<bool(std::string_view)>& other = {}) {
  Options options;
  options.threads = take_number(count, words, "--threads", static_cast<int>(std::thread::hardware_concurrency()));
  options.threads = std::max(1, options.threads);
  options.batch = take_number(count, words, "--batch", batch);
  int kept = 1;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--quick")
      options.quick = true;
    else if (!other || !other(word))
      words[kept++] = words[i];
  }
  count = kept;
  return options;
}

}  // namespace bicameral::benchmarks
