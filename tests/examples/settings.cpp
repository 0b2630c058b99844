#include "examples/cifar100/settings/settings.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace cifar100;
using bicameral::test::thrown_message;

TEST_CASE("every preset makes sense and survives being written and read") {
  for (const char* name : {"paper", "reduced", "demo", "smoke"}) {
    Settings settings = preset(name);
    CHECK_NOTHROW(check(settings));
    Settings other;
    std::vector<SettingEntry> entries = entries_of(settings);
    std::vector<SettingEntry> others = entries_of(other);
    for (const SettingEntry& entry : entries) set(others, entry.name, entry.get(), "test");
    for (std::size_t i = 0; i < entries.size(); ++i) CHECK(entries[i].get() == others[i].get());
  }
}

TEST_CASE("the preset paper is the study's protocol") {
  const Settings s = preset("paper");
  CHECK(s.width == "1");
  CHECK(s.epochs == 180);
  CHECK(s.head_epochs == 0);  // as many as the halves
  CHECK(s.fine_tune_epochs == 0);
  CHECK(s.batch == 256);
  CHECK(seeds_of(s).size() == 5);
  CHECK(s.members == 10);
  CHECK(s.ensembles == std::vector<int>{2, 5});
  CHECK(s.ensemble_mean == "logits");
  CHECK(s.limit == 0);
  CHECK(s.validation == 0);
  CHECK(s.optimizer == "adam");
  for (const double rate : {s.learning_rate, s.head_learning_rate, s.fine_tune_learning_rate}) CHECK(rate == 1e-4);
  CHECK(s.weight_decay == 1e-5);
  CHECK(s.hemisphere_weight_decay == 1e-3);
  CHECK(s.decay_all);
  CHECK(s.schedule == "constant");
  CHECK(s.warmup_steps == 0);
  CHECK(s.label_smoothing == 0);
  CHECK(s.clip_norm == 0);
  CHECK(s.average_decay == 0);
  CHECK(s.patience == 0);
  CHECK(s.augment);
  CHECK(s.cutout == 0);
  CHECK(s.mixup == 0);
  CHECK_FALSE(s.test_flips);
}

TEST_CASE("the study's protocol repeats its oddities, and no other preset does") {
  for (const Quirk& quirk : all_quirks()) CHECK(has_quirk(preset("paper"), quirk.name));
  for (const char* name : {"reduced", "demo", "smoke"}) CHECK(preset(name).quirks.empty());
}

TEST_CASE("seeds are a number or a list without repetition") {
  Settings settings;
  settings.first_seed = 4;
  settings.seeds = "3";
  CHECK(seeds_of(settings) == std::vector<std::uint64_t>{4, 5, 6});
  settings.seeds = "9,2";
  CHECK(seeds_of(settings) == std::vector<std::uint64_t>{9, 2});
  settings.seeds = "7,";
  CHECK(seeds_of(settings) == std::vector<std::uint64_t>{7});
  settings.seeds = "1,2,1";
  CHECK(thrown_message([&] { seeds_of(settings); }).find("every seed once, got 1 twice") != std::string::npos);
  settings.seeds = "0";
  CHECK(thrown_message([&] { seeds_of(settings); }).find("at least 1") != std::string::npos);
}

TEST_CASE("settings that contradict each other are refused") {
  Settings settings;
  settings.members = 4;
  CHECK(thrown_message([&] { check(settings); }).find("at least 5, for an ensemble of 5 members, got 4") !=
        std::string::npos);
  settings = {};
  settings.quirks = {"test_selection"};
  CHECK(thrown_message([&] { check(settings); }).find("validation 0 with the quirk test_selection") !=
        std::string::npos);
}
