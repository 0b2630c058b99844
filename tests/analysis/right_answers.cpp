#include "bicameral/analysis/right_answers.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("which models are right, how many, and how many of their mistakes they share") {
  const std::vector<std::int32_t> fine{0, 1, 2, 3};
  const std::vector<std::int32_t> coarse{0, 0, 1, 1};
  RightAnswers answers(4);
  CHECK(answers.add(std::vector<std::int32_t>{0, 1, 0, -1}, fine) == 0);
  CHECK(answers.add(std::vector<std::int32_t>{0, 1, 1, 0}, coarse) == 1);
  CHECK(answers.add(fine, fine) == 2);
  CHECK(answers.models() == 3);
  CHECK(answers.right(0, 1));
  CHECK_FALSE(answers.right(1, 1));
  CHECK(answers.count(0) == 3);
  CHECK(answers.count(3) == 1);
  CHECK(answers.histogram() == std::vector<std::int64_t>{0, 1, 2, 1});
  CHECK(*answers.shared_mistakes(0, 1) == Approx(1.0 / 3));
  CHECK(*answers.shared_mistakes(0, 0) == 1);
  CHECK(*answers.shared_mistakes(0, 2) == 0);
  CHECK_FALSE(answers.shared_mistakes(2, 2).has_value());
}

TEST_CASE("answers of other images and models that are not there are refused") {
  RightAnswers answers(2);
  const std::vector<std::int32_t> two{0, 0};
  const std::vector<std::int32_t> three{0, 0, 0};
  CHECK(thrown_message([&] { answers.add(three, two); }) ==
        "RightAnswers::add: expected 2 predictions, one for each row of features, got 3");
  CHECK(thrown_message([&] { answers.add(two, three); }).find("expected 2 labels") != std::string::npos);
  CHECK(answers.models() == 0);
  answers.add(two, two);
  CHECK(thrown_message([&] { answers.right(1, 0); }) == "RightAnswers: expected a model from 0 to 0, got 1");
}
