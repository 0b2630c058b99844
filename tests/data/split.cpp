#include "bicameral/data/split.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

std::vector<std::int32_t> labels_of(const std::vector<int>& class_sizes) {
  std::vector<std::int32_t> labels;
  for (std::size_t c = 0; c < class_sizes.size(); ++c)
    labels.insert(labels.end(), static_cast<std::size_t>(class_sizes[c]), static_cast<std::int32_t>(c));
  return labels;
}

std::map<std::int32_t, int> count_labels(const std::vector<std::int32_t>& labels,
                                         const std::vector<std::uint32_t>& indices) {
  std::map<std::int32_t, int> counts;
  for (const std::uint32_t index : indices) ++counts[labels[index]];
  return counts;
}

}  // namespace

TEST_CASE("A stratified split gives every picture to one part and each class its share") {
  const auto labels = labels_of({50, 50, 50, 50});
  const Split split = stratified_split(labels, 0.1, 3);
  CHECK(split.train.size() == 180);
  CHECK(split.validation.size() == 20);
  for (const auto& [label, count] : count_labels(labels, split.validation)) CHECK(count == 5);
  std::vector<int> seen(labels.size(), 0);
  for (const std::uint32_t index : split.train) ++seen[index];
  for (const std::uint32_t index : split.validation) ++seen[index];
  for (const int times : seen) CHECK(times == 1);
  CHECK(std::is_sorted(split.train.begin(), split.train.end()));
  CHECK(std::is_sorted(split.validation.begin(), split.validation.end()));
}

TEST_CASE("A stratified split depends on its seed and on nothing else") {
  const auto labels = labels_of({40, 40});
  CHECK(stratified_split(labels, 0.25, 1).validation == stratified_split(labels, 0.25, 1).validation);
  CHECK(stratified_split(labels, 0.25, 1).validation != stratified_split(labels, 0.25, 2).validation);
  const Split split = stratified_split(labels, 0.25, 1);
  std::vector<std::uint32_t> second_class;
  for (const std::uint32_t index : split.validation)
    if (index >= 40) second_class.push_back(index - 40);
  std::vector<std::uint32_t> first_class;
  for (const std::uint32_t index : split.validation)
    if (index < 40) first_class.push_back(index);
  CHECK(first_class != second_class);  // classes draw their own numbers
}

TEST_CASE("Rounding goes to the largest remainders and, among equals, to the lower class") {
  // Shares 2.5, 1.25, 1.25 of 5 pictures in total: 2 + 1 + 1, and the fifth to the first class.
  CHECK(held_out_per_class({10, 5, 5}, 0.25) == std::vector<std::int64_t>{3, 1, 1});
  CHECK(held_out_per_class({6, 6, 6, 6}, 0.25) == std::vector<std::int64_t>{2, 2, 1, 1});
  CHECK(held_out_per_class({4, 0, 4}, 0.5) == std::vector<std::int64_t>{2, 0, 2});
}

TEST_CASE("Every class keeps a picture for training") {
  // Half of 12 is 6: two classes have nothing to give, the third gives its 5 and one more.
  CHECK(held_out_per_class({1, 1, 10}, 0.5) == std::vector<std::int64_t>{0, 0, 6});
  std::vector<std::int64_t> many(11, 1);  // ten classes of one picture
  many.back() = 10;
  CHECK(held_out_per_class(many, 0.5).back() == 9);  // 10 are wanted, and its last picture stays
  many.back() = 30;
  CHECK(held_out_per_class(many, 0.5).back() == 20);
  const auto labels = labels_of({1, 2, 3, 1});
  const Split split = stratified_split(labels, 0.9, 1);
  const auto kept = count_labels(labels, split.train);
  CHECK(kept == std::map<std::int32_t, int>{{0, 1}, {1, 1}, {2, 1}, {3, 1}});
}

TEST_CASE("A split refuses fractions outside (0, 1) and data too small to be split") {
  const auto labels = labels_of({10, 10});
  for (const double fraction : {0.0, 1.0, -0.1, 1.5, std::numeric_limits<double>::quiet_NaN()})
    CHECK(thrown_message([&] { stratified_split(labels, fraction, 1); }).find("a fraction above 0 and below 1") !=
          std::string::npos);
  CHECK(thrown_message([&] { stratified_split(labels, 0.01, 1); }).find("at least one, got 20 pictures") !=
        std::string::npos);
  CHECK(thrown_message([] {
          stratified_split(labels_of({1, 1, 1}), 0.5, 1);
        }).find("got 3 pictures") != std::string::npos);
  CHECK(thrown_message([] {
          stratified_split(std::vector<std::int32_t>{0, -2}, 0.5, 1);
        }).find("picture 1: expected a label from 0, got -2") != std::string::npos);
  CHECK_FALSE(thrown_message([] { stratified_split({}, 0.5, 1); }).empty());
}
