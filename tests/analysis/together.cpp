#include "bicameral/analysis/together.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

/// Cases of images whose labels are all 0, from the four answers' letters.
AnswerCases cases_of(const std::vector<std::string>& names) {
  std::vector<std::vector<std::int32_t>> answers(4);
  for (const std::string& name : names)
    for (const std::size_t place : {0U, 1U, 3U, 4U})
      answers[place > 2 ? place - 1 : place].push_back(name[place] == 't' ? 0 : 1);
  const std::vector<std::int32_t> labels(names.size(), 0);
  return AnswerCases({answers[0], answers[1], answers[2], answers[3], labels, labels});
}

}  // namespace

TEST_CASE("runs are counted image by image, and the most frequent images come first, equal ones by index") {
  CaseCounts counts(5);
  counts.add(cases_of({"ff-tt", "tt-tt", "ff-tt", "ft-tt", "ff-tt"}));
  counts.add(cases_of({"tt-tt", "tt-ff", "ff-tt", "ff-tt", "ff-tt"}));
  counts.add(cases_of({"ff-ff", "tt-ff", "ff-tt", "ff-ft", "tt-tt"}));
  CHECK(counts.runs() == 3);
  CHECK(counts.count(2, right_only_together) == 3);
  CHECK(counts.count(0, answer_case("ff-ff")) == 1);
  const std::vector<CountedImage> all{{2, 3}, {4, 2}, {0, 1}, {3, 1}};
  CHECK(counts.most_often(right_only_together, 10) == all);
  CHECK(counts.most_often(right_only_together, 3) == std::vector<CountedImage>(all.begin(), all.begin() + 3));
  CHECK(counts.most_often(right_only_apart, 10) == std::vector<CountedImage>{{1, 2}});
  CHECK(counts.most_often(answer_case("tf-ft"), 10).empty());
  CHECK(counts.most_often(right_only_together, 0).empty());
  const auto left_is_right = [](AnswerCase one) { return one.left; };
  CHECK(counts.count_if(1, left_is_right) == 3);
  CHECK(counts.most_often_if(left_is_right, 2) == std::vector<CountedImage>{{1, 3}, {0, 1}});
}

TEST_CASE("counts refuse other images and limits below zero") {
  CaseCounts counts(2);
  CHECK(thrown_message([&] { counts.add(cases_of({"tt-tt"})); }) ==
        "CaseCounts::add: expected the cases of 2 images, got 1");
  CHECK(counts.runs() == 0);
  CHECK(thrown_message([&] { counts.most_often(right_only_apart, -1); }) ==
        "CaseCounts::most_often: expected a limit of 0 or more images, got -1");
  CHECK(thrown_message([] { CaseCounts none(0); }) == "CaseCounts: expected at least one image, got 0");
}
