#include "bicameral/analysis/answer_cases.hpp"

#include <set>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("each case has its own number and name, both ways") {
  std::set<std::string> names;
  for (int number = 0; number < answer_case_count; ++number) {
    const AnswerCase one = AnswerCase::of(number);
    CHECK(one.number() == number);
    CHECK(answer_case(one.name()) == one);
    names.insert(one.name());
  }
  CHECK(names.size() == 16);
  CHECK(AnswerCase{.left = true, .right = true, .fine = true, .coarse = false}.name() == "tt-tf");
  CHECK(AnswerCase{.left = true, .right = false, .fine = false, .coarse = true}.name() == "tf-ft");
  CHECK(AnswerCase::of(0).name() == "tt-tt");
  CHECK(AnswerCase::of(15).name() == "ff-ff");
  CHECK(thrown_message([] { answer_case("tt_tf"); }) ==
        "answer_case: expected four letters t or f like tt-tf (left, right - bilateral fine, bilateral coarse), got "
        "'tt_tf'");
}

TEST_CASE("left is judged on fine and right on coarse labels, and a pair belongs to a case with both its images") {
  const std::vector<std::int32_t> fine_labels{0, 0, 0, 0, 3};
  const std::vector<std::int32_t> coarse_labels{0, 0, 0, 0, 1};
  const std::vector<std::int32_t> left{0, 0, 1, 0, 1};
  const std::vector<std::int32_t> right{0, 0, 0, 0, -1};
  const std::vector<std::int32_t> fine{0, 0, 0, 0, 2};
  const std::vector<std::int32_t> coarse{1, 1, 0, 1, 1};
  const AnswerCases cases({left, right, fine, coarse, fine_labels, coarse_labels});
  CHECK(cases.images() == 5);
  CHECK(cases.of(0).name() == "tt-tf");
  CHECK(cases.of(2).name() == "ft-tt");
  CHECK(cases.of(4).name() == "ff-ft");  // no class is wrong
  CHECK(cases.count(answer_case("tt-tf")) == 3);
  CHECK(cases.share(answer_case("tt-tf")) == Approx(0.6));
  CHECK(cases.images_of(answer_case("tt-tf")) == std::vector<std::uint32_t>{0, 1, 3});
  CHECK(cases.images_of(answer_case("tt-tt")).empty());
  const SameLabelPairs pairs(fine_labels, 4);  // 01 02 03 12 13 23
  CHECK(cases.pairs_of(answer_case("tt-tf"), pairs) == std::vector<std::uint32_t>{0, 2, 4});
  CHECK(cases.pairs_of(answer_case("ft-tt"), pairs).empty());
}

TEST_CASE("cases refuse lists that do not belong together") {
  const std::vector<std::int32_t> two{0, 0};
  const std::vector<std::int32_t> three{0, 0, 0};
  CHECK(thrown_message([&] {
          AnswerCases({two, two, two, three, two, two});
        }) == "AnswerCases: expected 2 coarse predictions, one for each row of features, got 3");
  CHECK(thrown_message([&] {
          AnswerCases({{}, {}, {}, {}, {}, {}});
        }) == "AnswerCases: expected at least one image, got 0");
  const AnswerCases cases({two, two, two, two, two, two});
  CHECK(thrown_message([&] {
          cases.pairs_of(AnswerCase::of(0), SameLabelPairs(three, 1));
        }).find("expected 2 labels behind the pairs") != std::string::npos);
}
