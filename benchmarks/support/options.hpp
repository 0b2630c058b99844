#pragma once
// The options that these programs take besides google-benchmark's own.

#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace bicameral::benchmarks {

/// --quick runs everything once on next to nothing; --threads N and --batch N set what their names say; other words are
/// passed to `other`, which says whether it knows them; what nobody knows stays for google-benchmark.
struct Options {
  bool quick = false;
  int threads = 0;
  int batch = 0;
};

inline Options take_options(int& count, char** words, int batch,
                            const std::function<bool(std::string_view)>& other = {}) {
  Options options{false, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())), batch};
  int kept = 1;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    int* number = word == "--threads" ? &options.threads : word == "--batch" ? &options.batch : nullptr;
    if (word == "--quick") {
      options.quick = true;
    } else if (number != nullptr) {
      *number = i + 1 < count ? std::atoi(words[++i]) : 0;
      if (*number < 1) {
        std::cerr << words[0] << ": " << word << ": expected a positive number\n";
        std::exit(2);
      }
    } else if (!other || !other(word)) {
      words[kept++] = words[i];
    }
  }
  count = kept;
  return options;
}

}  // namespace bicameral::benchmarks
