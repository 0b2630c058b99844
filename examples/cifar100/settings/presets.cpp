// Where settings start: the presets, and the oddities that "paper" repeats.

#include <algorithm>

#include "examples/cifar100/settings/settings.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

std::vector<Quirk> all_quirks() {
  return {{quirk_momentum,
           "batch norm of ResNet-9 moves 90 % of the way in every step; not in the narrow half and in joint_ensemble"},
          {quirk_moving_statistics,
           "batch norm of frozen ResNet-9 halves (arms 1 and 3) goes on with the batch's statistics, and its own move"},
          {quirk_test_selection, "the best epoch and the best members are chosen on the test images"}};
}

bool has_quirk(const Settings& s, std::string_view name) {
  return std::find(s.quirks.begin(), s.quirks.end(), name) != s.quirks.end();
}

Settings preset(std::string_view name) {
  Settings s;
  s.preset = name;
  if (name == "reduced") {
    // All arms of one seed took 92 minutes on the two cores of docs/results.md.
    s.epochs = 4;
    s.head_epochs = 3;
    s.fine_tune_epochs = 2;
    s.joint_members = 2;
    s.seeds = "3";
    // Chosen on validation images, see docs/results.md.
    s.learning_rate = 0.2;
    s.label_smoothing = 0.1;
    s.average_decay = 0.99;
    s.decay_all = false;
    return s;
  }
  if (name == "paper") {
    s.width = "1";
    s.epochs = 180;
    s.batch = 256;
    s.seeds = "5";
    s.ensemble_mean = "logits";
    s.optimizer = "adam";
    s.learning_rate = s.head_learning_rate = s.fine_tune_learning_rate = 1e-4;
    s.weight_decay = 1e-5;
    s.hemisphere_weight_decay = 1e-3;
    s.schedule = "constant";
    s.validation = 0;
    for (const Quirk& quirk : all_quirks()) s.quirks.emplace_back(quirk.name);
    return s;
  }
  if (name == "demo" || name == "smoke") {
    s.optimizer = "adam";
    s.learning_rate = s.head_learning_rate = s.fine_tune_learning_rate = 3e-3;
    s.weight_decay = 0;
    s.epochs = 4;
    s.batch = 64;
    s.arms = {"specialised", "halves", "unspecialised", "resnet9"};
  }
  if (name == "demo") return s;
  if (name == "smoke") {
    s.arms = {"all"};
    s.epochs = 2;
    s.batch = 16;
    s.joint_members = 2;
    s.synthetic_train_images = 400;
    s.synthetic_test_images = 100;
    return s;
  }
  fail_unknown("preset", std::string(name), {"paper", "reduced", "demo", "smoke"});
}

}  // namespace cifar100
