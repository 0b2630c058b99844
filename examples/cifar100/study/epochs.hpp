#pragma once
// For how many epochs the parts of a row were trained.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace cifar100 {

/// Of one stage: from the fewest to the most, since training may end early.
struct EpochRange {
  std::int64_t fewest = 0;  // 0: of no part yet
  std::int64_t most = 0;

  void add(const EpochRange& other) {
    fewest = fewest == 0 ? other.fewest : std::min(fewest, other.fewest);
    most = std::max(most, other.most);
  }
  bool operator==(const EpochRange&) const = default;
};

/// "8 + 4" of two stages; "5-8 + 4" where parts of the first one had five to eight.
inline std::string epochs_text(const std::vector<EpochRange>& stages) {
  std::string text;
  for (const EpochRange& stage : stages) {
    text += (text.empty() ? "" : " + ") + std::to_string(stage.fewest);
    if (stage.most != stage.fewest) text += "-" + std::to_string(stage.most);
  }
  return text;
}

}  // namespace cifar100
