#include "examples/cifar100/study/study.hpp"

#include <algorithm>
#include <set>

#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/study/all_parts.hpp"
#include "examples/cifar100/study/training.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace cifar100;
using bicameral::test::thrown_message;

namespace {

Settings with_arms(std::vector<std::string> arms) {
  Settings settings;
  settings.arms = std::move(arms);
  return settings;
}

std::vector<std::string> rows_of(const Settings& settings) {
  const Study study(settings);
  std::vector<std::string> names;
  for (const Row& row : study.rows()) names.push_back(row.name);
  return names;
}

std::vector<std::string> order_of(const Study& study) {
  std::vector<std::string> names;
  for (const Part* part : study.order()) names.push_back(part->name);
  return names;
}

}  // namespace

TEST_CASE("every part of the study is compiled at every width, and every row belongs to an arm") {
  Settings settings;
  settings.joint_members = 5;
  for (const bool authors : {false, true}) {
    if (authors)
      for (const Quirk& quirk : all_quirks()) settings.quirks.emplace_back(quirk.name);
    const StudyList all = everything(settings);
    std::set<std::string> names;
    for (const Part& part : all.parts) {
      CHECK(names.insert(part.name).second);
      for (const Width& width : compiled_widths()) CHECK_NOTHROW(network_named(part.network, width.name));
      for (const Origin& origin : part.origins) CHECK(names.contains(origin.part));  // made before what needs it
    }
    for (const Row& row : all.rows) {
      CHECK(names.contains(row.part));
      CHECK(std::any_of(all_arms().begin(), all_arms().end(), [&](const Arm& arm) { return arm.name == row.arm; }));
    }
    for (const Arm& arm : all_arms())
      CHECK(std::any_of(all.rows.begin(), all.rows.end(), [&](const Row& row) { return row.arm == arm.name; }));
  }
}

TEST_CASE("arms are chosen by name, number and row, in the order in which they are named") {
  CHECK(rows_of(with_arms({"halves", "1"})) == std::vector<std::string>{"left", "right", "specialised"});
  CHECK(rows_of(with_arms({"resnet9", "single"})) == std::vector<std::string>{"resnet9", "resnet18", "resnet34"});
  CHECK(rows_of(with_arms({"all"})).size() == 26);
  const std::vector<std::string> all = rows_of(with_arms({"all"}));
  CHECK(std::vector<std::string>(all.begin(), all.begin() + 4) ==
        std::vector<std::string>{"specialised", "left", "right", "unspecialised"});
  CHECK(thrown_message([] { Study study(with_arms({"emsemble"})); }).find("did you mean 'ensemble'?") !=
        std::string::npos);
}

TEST_CASE("what rows share is trained once, and origins come before what is made of them") {
  const Study study(with_arms({"fine_tuned", "specialised", "halves", "same_role"}));
  CHECK(order_of(study) == std::vector<std::string>{"left", "right", "specialised", "fine_tuned", "left2", "fine_fine",
                                                    "right2", "coarse_coarse"});
  const Study ensembles(with_arms({"resnet9", "ensemble"}));
  CHECK(order_of(ensembles).size() == 12);  // ten members, one of which is the single network, and two averages
}

TEST_CASE("an ensemble says what is averaged") {
  Settings settings = with_arms({"ensemble"});
  settings.joint_members = 2;
  for (const char* mean : {"probabilities", "logits"}) {
    settings.ensemble_mean = mean;
    const Study study(settings);
    REQUIRE(study.rows().size() == 3);
    CHECK(study.rows()[1].description == "ensemble, best 5 of 10 ResNet-9, mean of " + settings.ensemble_mean);
    for (const Row& row : study.rows())
      CHECK(row.description.find(" mean of " + settings.ensemble_mean) != std::string::npos);
    CHECK(study.part("ensemble5").network == "5-resnet9-" + settings.ensemble_mean);
  }
}

TEST_CASE("every part of the preset that runs begin with is known by name, outside a run too") {
  const Study study(preset("reduced"));
  for (const Part& part : study.parts()) CHECK(network_of(part.name) == part.network);
  CHECK(network_of("joint_ensemble") == "2-resnet9-probabilities");
  CHECK(network_of("resnet9-fine") == "resnet9-fine");
  CHECK(thrown_message([] { network_of("joint_ensembel"); }).find("did you mean 'joint_ensemble'?") !=
        std::string::npos);
  Settings settings;
  settings.joint_members = 5;
  CHECK(network_of("joint_ensemble", settings) == "5-resnet9-probabilities");
}

TEST_CASE("swapped pairs give each hemisphere the other labels") {
  const Study study(with_arms({"pairs"}));
  CHECK(study.part("narrow_wide").origins[0].part == "narrow_fine");
  CHECK(study.part("narrow_wide").origins[1].part == "right");
  CHECK(study.part("wide_narrow").origins[0].part == "left");
  CHECK(study.part("wide_narrow").origins[1].part == "narrow_coarse");
  CHECK(study.part("narrow_wide").network == "frozen-narrow+resnet9");
  CHECK(study.part("wide_narrow").network == "frozen-resnet9+narrow");
}

TEST_CASE("matched parts train for the multiply-adds of the specialised network and its halves") {
  Settings settings = with_arms({"specialised", "matched"});
  settings.epochs = 30;
  settings.head_epochs = 10;
  const Study study(settings);
  const Plan plan{&settings, &study, {100, 20}, 45'000};
  double total = 0;
  for (const char* part : {"left", "right", "specialised"}) total += plan.multiply_adds_of(study.part(part));
  for (const char* name : {"unspecialised_matched", "resnet9_matched", "resnet18_matched", "resnet34_matched"}) {
    const Part& part = study.part(name);
    const double one_epoch = plan.multiply_adds_of(part) / plan.epochs_of(part);
    CHECK(std::abs(plan.multiply_adds_of(part) - total) <= 0.5 * one_epoch);
  }
  CHECK(plan.epochs_of(study.part("specialised")) == 10);
  CHECK(plan.epochs_of(study.part("left")) == 30);
}

TEST_CASE("each stage has its own learning rate and weight decay") {
  Settings settings;
  settings.hemisphere_weight_decay = 1e-3;
  settings.weight_decay = 1e-5;
  const auto decay = [&](Stage stage) {
    return std::get<bicameral::SgdSettings>(train_settings(settings, stage, 1, 0).optimizer).weight_decay;
  };
  CHECK(decay(Stage::hemisphere) == 1e-3);
  CHECK(decay(Stage::end_to_end) == 1e-5);
  CHECK(train_settings(settings, Stage::heads, 1, 0).learning_rate == settings.head_learning_rate);
  CHECK(train_settings(settings, Stage::fine_tuning, 1, 0).learning_rate == settings.fine_tune_learning_rate);
  settings.hemisphere_weight_decay = -1;
  CHECK(decay(Stage::hemisphere) == 1e-5);
}
