#include "bicameral/analysis/same_label_pairs.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("pairs come by label, first and second row; a label with one image has none") {
  const std::vector<std::int32_t> labels{2, 0, 2, 3, 0, 2};  // label 1 has no image, label 3 one
  const SameLabelPairs pairs(labels, 5);
  const std::vector<RowPair> expected{{1, 4}, {0, 2}, {0, 5}, {2, 5}};
  REQUIRE(pairs.count() == 4);
  CHECK(std::vector<RowPair>(pairs.pairs().begin(), pairs.pairs().end()) == expected);
  CHECK(pairs.images() == 6);
  REQUIRE(pairs.groups().size() == 5);
  CHECK(pairs.groups()[1].rows.empty());
  CHECK(pairs.groups()[1].pairs() == 0);
  CHECK(pairs.groups()[2].rows == std::vector<std::uint32_t>{0, 2, 5});
  CHECK(pairs.groups()[2].first_pair == 1);
  CHECK(pairs.groups()[2].pairs_before(1) == 2);
  CHECK(pairs.groups()[3].first_pair == 4);
}

TEST_CASE("a hundred images of each of a hundred classes make 495,000 pairs, each once") {
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 10000; ++i) labels.push_back((i * 37) % 100);
  const SameLabelPairs pairs(labels, 100);
  REQUIRE(pairs.count() == 495000);
  bool good = true;
  for (std::size_t p = 0; p < pairs.pairs().size(); ++p) {
    const RowPair& pair = pairs.pairs()[p];
    good = good && pair.first < pair.second && labels[pair.first] == labels[pair.second];
    if (p == 0) continue;
    const RowPair& before = pairs.pairs()[p - 1];
    const auto key = [&](const RowPair& one) { return std::tuple(labels[one.first], one.first, one.second); };
    good = good && key(before) < key(pair);
  }
  CHECK(good);
}

TEST_CASE("labels that are no classes are refused; no images have no pairs") {
  CHECK(thrown_message([] {
          SameLabelPairs(std::vector<std::int32_t>{0, 4}, 4);
        }) == "SameLabelPairs: expected a label from 0 to 3 in row 1 of 2 (4 classes), got 4");
  CHECK(thrown_message([] { SameLabelPairs(std::vector<std::int32_t>{}, 0); }) ==
        "SameLabelPairs: expected at least one class, got 0");
  CHECK(SameLabelPairs(std::vector<std::int32_t>{}, 3).count() == 0);
}
