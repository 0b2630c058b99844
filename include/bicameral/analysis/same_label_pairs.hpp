#pragma once
// All pairs of images that carry the same label.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/metrics/check_logits.hpp"

namespace bicameral {

/// Two rows of a list of images; first < second.
struct RowPair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  bool operator==(const RowPair&) const = default;
};

/// The images of one label, and where their pairs begin in the list of all.
struct LabelGroup {
  std::int32_t label = 0;
  std::vector<std::uint32_t> rows{};  // ascending
  std::int64_t first_pair = 0;

  std::int64_t pairs() const { return pairs_before(static_cast<std::int64_t>(rows.size())); }
  /// Pairs whose first member is one of the first `members` rows.
  std::int64_t pairs_before(std::int64_t members) const {
    const auto count = static_cast<std::int64_t>(rows.size());
    return members * (2 * count - members - 1) / 2;
  }
};

/// Every unordered pair of rows with one label: sum over labels of n (n - 1) / 2, 495,000 for 100 images of each of 100
/// classes. Ensures the order: by label, then by first row, then by second row, all ascending. A label with one
/// row, or none, has no pairs.
class SameLabelPairs {
 public:
  /// Errors: a label that is not a class (row, label, classes).
  SameLabelPairs(std::span<const std::int32_t> labels, int classes) : images_(labels.size()) {
    if (classes < 1) fail("SameLabelPairs", "at least one class", std::to_string(classes));
    check_labels("SameLabelPairs", classes, labels);
    groups_.resize(static_cast<std::size_t>(classes));
    for (std::size_t row = 0; row < labels.size(); ++row)
      groups_[static_cast<std::size_t>(labels[row])].rows.push_back(static_cast<std::uint32_t>(row));
    std::int64_t pairs = 0;
    for (std::size_t label = 0; label < groups_.size(); ++label) {
      groups_[label].label = static_cast<std::int32_t>(label);
      groups_[label].first_pair = pairs;
      pairs += groups_[label].pairs();
    }
    pairs_.reserve(static_cast<std::size_t>(pairs));
    for (const LabelGroup& group : groups_)
      for (std::size_t i = 0; i < group.rows.size(); ++i)
        for (std::size_t j = i + 1; j < group.rows.size(); ++j) pairs_.push_back({group.rows[i], group.rows[j]});
  }

  /// Rows that were labelled, paired or not.
  std::int64_t images() const { return static_cast<std::int64_t>(images_); }
  std::int64_t count() const { return static_cast<std::int64_t>(pairs_.size()); }
  std::span<const RowPair> pairs() const { return pairs_; }
  /// One for each label, also for those without rows.
  std::span<const LabelGroup> groups() const { return groups_; }

 private:
  std::size_t images_;
  std::vector<LabelGroup> groups_;
  std::vector<RowPair> pairs_;
};

}  // namespace bicameral
