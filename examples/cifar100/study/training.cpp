#include "examples/cifar100/study/training.hpp"

#include <algorithm>
#include <cmath>

#include "bicameral/kernels/conv2d/choice_text.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

double per_epoch(const Plan& plan, const Part& part) {
  const bicameral::NetworkFacts facts = network_named(part.network, plan.settings->width).facts(plan.classes);
  return static_cast<double>(facts.forward_multiply_adds + facts.backward_multiply_adds) *
         static_cast<double>(plan.train_images);
}

}  // namespace

int Plan::epochs_of(const Part& part) const {
  const Settings& s = *settings;
  if (part.stage == Stage::averaging) return 0;
  if (part.stage == Stage::heads && s.head_epochs > 0) return s.head_epochs;
  if (part.stage == Stage::fine_tuning && s.fine_tune_epochs > 0) return s.fine_tune_epochs;
  if (part.matched.empty()) return s.epochs;
  double total = 0;
  for (const Part* needed : study->needed_by(part.matched)) total += multiply_adds_of(*needed);
  return std::max(1, static_cast<int>(std::lround(total / per_epoch(*this, part))));
}

double Plan::multiply_adds_of(const Part& part) const {
  return part.stage == Stage::averaging ? 0 : per_epoch(*this, part) * epochs_of(part);
}

bicameral::TrainSettings train_settings(const Settings& s, Stage stage, int epochs, std::uint64_t seed) {
  bicameral::TrainSettings t;
  t.epochs = epochs;
  t.batch = s.batch;
  const double decay =
      stage == Stage::hemisphere && s.hemisphere_weight_decay >= 0 ? s.hemisphere_weight_decay : s.weight_decay;
  if (s.optimizer == "sgd")
    t.optimizer = bicameral::SgdSettings{.momentum = s.momentum, .weight_decay = decay, .nesterov = s.momentum > 0};
  else if (s.optimizer == "adam")
    t.optimizer = bicameral::AdamSettings{.weight_decay = decay};
  else if (s.optimizer == "adamw")
    t.optimizer = bicameral::AdamWSettings{.weight_decay = decay};
  else
    fail_unknown("setting 'optimizer'", s.optimizer, {"sgd", "adam", "adamw"});
  t.learning_rate = stage == Stage::heads         ? s.head_learning_rate
                    : stage == Stage::fine_tuning ? s.fine_tune_learning_rate
                                                  : s.learning_rate;
  t.schedule = {.kind = bicameral::parse_schedule(s.schedule), .warmup_steps = s.warmup_steps};
  t.label_smoothing = s.label_smoothing;
  t.clip_norm = s.clip_norm;
  t.average_decay = s.average_decay;
  t.patience = s.patience;
  t.decay_all = s.decay_all;
  t.seed = seed;
  t.augment = s.augment;
  t.cutout = s.cutout;
  t.mixup = s.mixup;
  t.compute.convolution.algorithm = s.convolution;
  t.compute.convolution.choices =
      bicameral::parse_convolution_choices(s.convolution_choices, "setting 'convolution_choices'");
  return t;
}

}  // namespace cifar100
