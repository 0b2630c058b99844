// Do the settings make sense?

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/kernels/conv2d/check.hpp"
#include "bicameral/kernels/conv2d/choice_text.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/settings/settings.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

using bicameral::fail;

namespace {

constexpr int picture_side = 32;  // of CIFAR-100's pictures and the built-in ones

std::vector<std::string> quirk_names() {
  std::vector<std::string> names;
  for (const Quirk& quirk : all_quirks()) names.emplace_back(quirk.name);
  return names;
}

bool known_quirk(const std::string& name) {
  const std::vector<std::string> names = quirk_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_ensembles(const Settings& s) {
  constexpr std::array<int, 2> compiled{2, 5};
  const auto check_size = [&](const char* setting, int size) {
    if (std::find(compiled.begin(), compiled.end(), size) == compiled.end())
      fail(std::string("setting '") + setting + "'", "2 or 5, the sizes that are compiled in", std::to_string(size));
  };
  for (const int size : s.ensembles) {
    check_size("ensembles", size);
    if (size > s.members)
      fail("setting 'members'",
           "at least " + std::to_string(size) + ", for an ensemble of " + std::to_string(size) + " members",
           std::to_string(s.members));
    if (std::count(s.ensembles.begin(), s.ensembles.end(), size) > 1)
      fail("setting 'ensembles'", "every size once", std::to_string(size) + " twice");
  }
  if (s.joint_members != 0) check_size("joint_members", s.joint_members);
  if (s.ensemble_mean != "probabilities" && s.ensemble_mean != "logits")
    fail_unknown("setting 'ensemble_mean'", s.ensemble_mean, {"probabilities", "logits"});
}

}  // namespace

void check(const Settings& s) {
  const auto at_least = [](const char* name, std::int64_t value, std::int64_t least) {
    if (value < least)
      fail(std::string("setting '") + name + "'", "at least " + std::to_string(least), std::to_string(value));
  };
  at_least("epochs", s.epochs, 1);
  at_least("batch", s.batch, 1);
  at_least("head_epochs", s.head_epochs, 0);
  at_least("fine_tune_epochs", s.fine_tune_epochs, 0);
  at_least("members", s.members, 1);
  at_least("threads", s.threads, 0);
  at_least("limit", s.limit, 0);
  at_least("patience", s.patience, 0);
  at_least("cutout", s.cutout, 0);
  at_least("synthetic_train_images", s.synthetic_train_images, 1);
  at_least("synthetic_test_images", s.synthetic_test_images, 1);
  at_least("synthetic_coarse_classes", s.synthetic_coarse_classes, 1);
  at_least("synthetic_fine_per_coarse", s.synthetic_fine_per_coarse, 1);
  if (s.threads > bicameral::most_threads)
    fail("setting 'threads'", "at most " + std::to_string(bicameral::most_threads), std::to_string(s.threads));
  if (!(s.validation >= 0 && s.validation < 1))
    fail("setting 'validation'", "a share from 0 to below 1", bicameral::number_text(s.validation));
  for (const auto& [name, rate] :
       {std::pair{"learning_rate", s.learning_rate}, std::pair{"head_learning_rate", s.head_learning_rate},
        std::pair{"fine_tune_learning_rate", s.fine_tune_learning_rate}})
    if (!(rate > 0)) fail(std::string("setting '") + name + "'", "a positive number", bicameral::number_text(rate));
  if (s.patience > 0 && s.validation == 0)
    fail("setting 'patience'", "0 without images held out (setting 'validation')", std::to_string(s.patience));
  if (!(s.average_decay >= 0 && s.average_decay < 1))
    fail("setting 'average_decay'", "a number from 0 to below 1", bicameral::number_text(s.average_decay));
  if (!(std::isfinite(s.mixup) && s.mixup >= 0))
    fail("setting 'mixup'", "0 or a positive number", bicameral::number_text(s.mixup));
  if (s.cutout > picture_side)
    fail("setting 'cutout'", "at most " + std::to_string(picture_side) + " pixels", std::to_string(s.cutout));
  if (s.arms.empty()) fail("setting 'arms'", "at least one arm", "none");
  check_ensembles(s);
  for (const std::string& quirk : s.quirks)
    if (!known_quirk(quirk)) fail_unknown("setting 'quirks'", quirk, quirk_names());
  if (has_quirk(s, quirk_test_selection) && s.validation > 0)
    fail("settings", "validation 0 with the quirk test_selection, which takes the test images",
         "validation " + bicameral::number_text(s.validation));
  seeds_of(s);
  expect_width(s.width);
  bicameral::check_convolution_algorithm(s.convolution);
  bicameral::parse_convolution_choices(s.convolution_choices, "setting 'convolution_choices'");
}

}  // namespace cifar100
