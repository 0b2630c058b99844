#pragma once
// Where a run keeps what it has of each part.

#include <cstdint>
#include <string>
#include <vector>

#include "examples/cifar100/study/part_result.hpp"
#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

class Model;

/// RUN/seed0/left.
std::string part_folder(const std::string& run, std::uint64_t seed, const std::string& part);
/// The file in it that is there once the part is trained and tested.
std::string result_file(const std::string& run, std::uint64_t seed, const std::string& part);
/// Is best.safetensors of the part there?
bool has_weights(const std::string& run, std::uint64_t seed, const std::string& part);
/// Puts trained networks of the run into an ensemble, in this order, each as it was at its best epoch.
void load_members(Model& ensemble, const std::string& run, std::uint64_t seed, const std::vector<std::string>& parts);
/// The finished parts of a repetition in the folder of a run.
std::vector<PartResult> finished_parts(const std::string& run, std::uint64_t seed, const Study& study);

}  // namespace cifar100
