#include "examples/cifar100/run/part_files.hpp"

#include <cstddef>
#include <filesystem>

#include "examples/cifar100/model.hpp"

namespace cifar100 {

std::string part_folder(const std::string& run, std::uint64_t seed, const std::string& part) {
  return run + "/seed" + std::to_string(seed) + "/" + part;
}

std::string result_file(const std::string& run, std::uint64_t seed, const std::string& part) {
  return part_folder(run, seed, part) + "/result.json";
}

bool has_weights(const std::string& run, std::uint64_t seed, const std::string& part) {
  return std::filesystem::exists(part_folder(run, seed, part) + "/best.safetensors");
}

void load_members(Model& ensemble, const std::string& run, std::uint64_t seed, const std::vector<std::string>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    ensemble.load_part(part_folder(run, seed, parts[i]) + "/best.safetensors", "",
                       "member" + std::to_string(i + 1) + ".");
}

std::vector<PartResult> finished_parts(const std::string& run, std::uint64_t seed, const Study& study) {
  std::vector<PartResult> results;
  for (const Part& part : study.parts())
    if (const std::string file = result_file(run, seed, part.name); std::filesystem::exists(file))
      results.push_back(read_part_result(file));
  return results;
}

}  // namespace cifar100
