#include "examples/cifar100/analysis/progress_line.hpp"

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>

#include "bicameral/report/terminal.hpp"

namespace cifar100 {

bicameral::TellProgress progress_line(const std::string& what) {
  constexpr std::int64_t step = 4096;  // images from line to line where lines cannot be written over
  const bool over = bicameral::terminal_columns(stdout).has_value();
  const auto told = std::make_shared<std::int64_t>(0);
  return [what, over, told](std::int64_t done, std::int64_t all) {
    if (!over && done != all && done - *told < step) return;
    *told = done;
    std::cout << (over ? "\r" : "") << "  " << what << ": " << done << "/" << all << " images"
              << (over && done != all ? "" : "\n") << std::flush;
  };
}

}  // namespace cifar100
