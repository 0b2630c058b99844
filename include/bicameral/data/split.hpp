#pragma once
// Holds out a part of the training pictures to choose on.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/random.hpp"

namespace bicameral {

/// Indices of pictures, each in one of the two parts, ascending.
struct Split {
  std::vector<std::uint32_t> train;
  std::vector<std::uint32_t> validation;
};

/// How many pictures of each class to hold out: fraction * pictures of the class, rounded by largest remainders to a
/// total of round(fraction * all pictures), and never the last picture of a class: other classes then give more.
/// Of equal remainders the lower class goes first. Requires 0 < fraction < 1.
inline std::vector<std::int64_t> held_out_per_class(const std::vector<std::int64_t>& class_sizes, double fraction) {
  std::int64_t all = 0;
  std::vector<std::int64_t> held(class_sizes.size(), 0);
  std::vector<std::pair<double, std::size_t>> remainders;
  std::int64_t given = 0;
  for (std::size_t c = 0; c < class_sizes.size(); ++c) {
    all += class_sizes[c];
    const double share = fraction * static_cast<double>(class_sizes[c]);
    held[c] = std::min(static_cast<std::int64_t>(std::floor(share)), std::max<std::int64_t>(class_sizes[c] - 1, 0));
    given += held[c];
    remainders.emplace_back(share - std::floor(share), c);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  const auto wanted = static_cast<std::int64_t>(std::llround(fraction * static_cast<double>(all)));
  for (bool gave = true; gave && given < wanted;) {
    gave = false;
    for (const auto& remainder : remainders) {
      const std::size_t c = remainder.second;
      if (given >= wanted) break;
      if (held[c] + 1 >= class_sizes[c]) continue;  // its last picture stays in training
      ++held[c];
      ++given;
      gave = true;
    }
  }
  return held;
}

/// Holds out about `fraction` of the pictures of every class, drawn at random from `seed`.
/// Requires 0 < fraction < 1, labels from 0, and enough pictures to hold out at least one; throws Error otherwise.
/// Ensures: every class that has pictures keeps at least one for training.
inline Split stratified_split(std::span<const std::int32_t> labels, double fraction, std::uint64_t seed) {
  if (!(fraction > 0 && fraction < 1))
    fail("stratified_split", "a fraction above 0 and below 1",
         std::isnan(fraction) ? "not a number"
         : fraction >= 1      ? "1 or more"
                              : "0 or less");
  std::vector<std::vector<std::uint32_t>> members;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0)
      fail("stratified_split: picture " + std::to_string(i), "a label from 0", std::to_string(labels[i]));
    const auto label = static_cast<std::size_t>(labels[i]);
    if (label >= members.size()) members.resize(label + 1);
    members[label].push_back(static_cast<std::uint32_t>(i));
  }
  std::vector<std::int64_t> sizes;
  for (const auto& member : members) sizes.push_back(static_cast<std::int64_t>(member.size()));
  const std::vector<std::int64_t> held = held_out_per_class(sizes, fraction);

  Split split;
  const StreamKey key(seed, Purpose::split);
  for (std::size_t c = 0; c < members.size(); ++c) {
    RandomStream stream(key, 0, static_cast<std::uint32_t>(c));
    shuffle(members[c], stream);
    const auto border = members[c].begin() + held[c];
    split.validation.insert(split.validation.end(), members[c].begin(), border);
    split.train.insert(split.train.end(), border, members[c].end());
  }
  if (split.validation.empty())
    fail("stratified_split", "enough pictures to hold out at least one", std::to_string(labels.size()) + " pictures");
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.validation.begin(), split.validation.end());
  return split;
}

}  // namespace bicameral
