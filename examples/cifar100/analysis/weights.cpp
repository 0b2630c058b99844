#include "examples/cifar100/analysis/weights.hpp"

#include <filesystem>
#include <vector>

#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/study/part_result.hpp"

namespace cifar100 {

std::optional<Lack> lack_of(const std::string& run, std::uint64_t seed, const Part& part) {
  const std::string result = result_file(run, seed, part.name);
  if (!std::filesystem::exists(result)) return Lack{part.name, false};
  std::vector<std::string> asked{part.name};
  if (part.stage == Stage::averaging) asked = read_part_result(result).members;
  for (const std::string& name : asked)
    if (!has_weights(run, seed, name)) return Lack{name, true};
  return std::nullopt;
}

std::string lack_text(const Lack& lack) {
  return lack.part + (lack.finished ? " has no weights here" : " is not finished");
}

}  // namespace cifar100
