#include "examples/cifar100/analysis/answers_json.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "examples/cifar100/page/analysis_files.hpp"
#include "examples/cifar100/page/answers.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace cifar100;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

namespace {

/// Cats and dogs are animals, an oak is a plant; there is no picture of a rose.
bicameral::Dataset three_pictures() {
  bicameral::Dataset data = bicameral::make_dataset({1, 2, 2}, 3, {"cat", "rose", "dog", "oak"}, {"animals", "plants"});
  data.fine = {0, 2, 3};
  data.coarse = {0, 0, 1};
  return data;
}

/// Every answer is right.
Json answers_about(const bicameral::Dataset& data) {
  std::vector<float> fine(static_cast<std::size_t>(4 * data.count()));
  std::vector<float> coarse(static_cast<std::size_t>(2 * data.count()));
  for (std::size_t i = 0; i < data.fine.size(); ++i) {
    fine[4 * i + static_cast<std::size_t>(data.fine[i])] = 9;
    coarse[2 * i + static_cast<std::size_t>(data.coarse[i])] = 9;
  }
  return answers_json(bicameral::evaluate_logits<float>(fine, coarse, data.fine, data.coarse, data.classes()), data);
}

/// As the page reads it.
AnswersOfPart read_back(const Json& json) {
  const TemporaryFolder folder;
  return read_answers(folder.write("answers.json", json.dump()).string());
}

}  // namespace

TEST_CASE("a fine class without test pictures has no coarse class in the record, and stands last on the page") {
  const Json json = answers_about(three_pictures());
  CHECK(json.at("fine").at("coarse_of").dump() == "[0,null,0,1]");
  CHECK(json.at("fine").at("per_class").at(1).is_null());
  const AnswersOfPart answers = read_back(json);
  REQUIRE(answers.fine.has_value());
  const std::vector<std::optional<std::int64_t>> expected{0, std::nullopt, 0, 1};
  CHECK((answers.fine->coarse_of == expected));
  CHECK(class_order(*answers.fine) == std::vector<std::size_t>{0, 2, 3, 1});
  CHECK(images_of(*answers.fine, 1) == 0);
}

TEST_CASE("where a fine class lies in two coarse ones the record has no hierarchy, and the page needs none") {
  bicameral::Dataset data = three_pictures();
  data.fine = {0, 0, 3};
  data.coarse = {0, 1, 1};
  const Json json = answers_about(data);
  CHECK_FALSE(json.at("fine").contains("coarse_of"));
  const AnswersOfPart answers = read_back(json);
  REQUIRE(answers.fine.has_value());
  CHECK(answers.fine->coarse_of.empty());
  CHECK(class_order(*answers.fine) == std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("a coarse class that does not exist is refused with its place") {
  const Json json = answers_about(three_pictures());
  for (const int wrong : {2, -1}) {
    Json damaged = json;
    damaged["fine"]["coarse_of"][1] = wrong;
    CHECK(thrown_message([&] { read_back(damaged); }).find("fine.coarse_of[1]: expected ") != std::string::npos);
  }
}
