#pragma once
// Whether a trained network of a run can be asked: records may have been copied without weights.

#include <cstdint>
#include <optional>
#include <string>

#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

/// What is missing where a part cannot be asked.
struct Lack {
  std::string part;
  bool finished = false;  // the result is there, best.safetensors is not
};

/// Nothing if the part is finished and its weights are there; those of an average are its chosen members'.
std::optional<Lack> lack_of(const std::string& run, std::uint64_t seed, const Part& part);
/// "left is not finished", "left has no weights here".
std::string lack_text(const Lack& lack);

}  // namespace cifar100
