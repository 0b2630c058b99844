#include "examples/cifar100/analysis/chosen_images.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace cifar100;
using bicameral::test::thrown_message;
using Numbers = std::vector<std::uint32_t>;

namespace {

/// Images 0 to 5 of the fine classes 0, 1, 2, 0, 1, 2; classes 0 and 1 are animals.
bicameral::Dataset six_images() {
  bicameral::Dataset data = bicameral::make_dataset({3, 2, 2}, 6, {"seal", "otter", "rose"}, {"animals", "flowers"});
  data.fine = {0, 1, 2, 0, 1, 2};
  data.coarse = {0, 0, 1, 0, 0, 1};
  return data;
}

/// Image 1 is solved only together (ff-tt), image 4 by the left half alone (tf-tt), the others by all (tt-tt).
CaseAnswers answers_to(const bicameral::Dataset& data) {
  CaseAnswers answers;
  answers.left_fine = {0, 0, 2, 0, 1, 2};
  answers.right_coarse = {0, 1, 1, 0, 1, 1};
  answers.cases =
      bicameral::AnswerCases({answers.left_fine, answers.right_coarse, data.fine, data.coarse, data.fine, data.coarse});
  return answers;
}

}  // namespace

TEST_CASE("images are chosen by number, in the order in which they are named") {
  const bicameral::Dataset data = six_images();
  CamOptions options;
  options.images = "5,0, 3";
  CHECK(chosen_images(options, {}, data).images == Numbers{5, 0, 3});
  options.images = "6";
  CHECK(thrown_message([&] { chosen_images(options, {}, data); }) ==
        "option --images: expected numbers from 0 to 5 separated by commas, got '6'");
  options.images = "-1";
  CHECK_THROWS(chosen_images(options, {}, data));
}

TEST_CASE("images are chosen by fine or coarse class") {
  const bicameral::Dataset data = six_images();
  CamOptions options;
  options.of_class = "otter";
  CHECK(chosen_images(options, {}, data).images == Numbers{1, 4});
  options.of_class = "animals";
  options.count = 3;
  CHECK(chosen_images(options, {}, data).images == Numbers{0, 1, 3});
  options.of_class = "roses";
  CHECK(thrown_message([&] { chosen_images(options, {}, data); }).find("did you mean 'rose'") != std::string::npos);
}

TEST_CASE("images are chosen by case, and a case without images is told") {
  const bicameral::Dataset data = six_images();
  CamOptions options;
  options.cases = "ff-tt,tt-ff,tt-tt";
  options.count = 2;
  const ChosenImages chosen = chosen_images(options, answers_to(data), data);
  CHECK(chosen.images == Numbers{1, 0, 2});
  CHECK(chosen.missing_cases == std::vector<std::string>{"tt-ff"});
  CHECK_THROWS(chosen_images(options, {}, data));  // a network without cases
  options.cases = "tt";
  CHECK_THROWS(chosen_images(options, answers_to(data), data));
  options.images = "1";
  CHECK(thrown_message([&] { chosen_images(options, answers_to(data), data); }) ==
        "bicameral gradcam: expected one of --images, --class and --case, got several");
}

TEST_CASE("without a word the telling cases are shown, or the first images") {
  const bicameral::Dataset data = six_images();
  const ChosenImages chosen = chosen_images({}, answers_to(data), data);
  CHECK(chosen.images == Numbers{0, 2, 3, 4, 1});
  CHECK(chosen.missing_cases == std::vector<std::string>{"ft-tt", "tt-ft", "tt-ff", "ff-ff"});
  CHECK(chosen_images({}, {}, data).images == Numbers{0, 1, 2, 3, 4, 5});
}
