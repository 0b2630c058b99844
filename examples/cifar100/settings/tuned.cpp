#include "examples/cifar100/settings/tuned.hpp"

#include <algorithm>
#include <iostream>
#include <thread>

#include "bicameral/kernels/conv2d/tune_file.hpp"

namespace cifar100 {

int thread_count(int setting) {
  if (setting > 0) return setting;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::string choices_in(const std::string& tune_file, int threads, int batch) {
  const bicameral::TuneFile file = bicameral::load_tune_file(tune_file, bicameral::this_machine(thread_count(threads)));
  if (file.batch != batch)
    std::cout << "Note: " << tune_file << " was measured with " << file.batch << " images at a time, this uses "
              << batch << "\n";
  return bicameral::to_text(bicameral::choices_of(file.convolutions));
}

}  // namespace cifar100
