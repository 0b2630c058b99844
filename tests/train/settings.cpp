#include "bicameral/train/settings.hpp"

#include <limits>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("Every setting that decides a result is written by name") {
  TrainSettings settings;
  settings.learning_rate = 0.1;
  settings.optimizer = SgdSettings{.momentum = 0.9, .weight_decay = 5e-4, .nesterov = true};
  const auto map = to_map(settings);
  CHECK(map.at("learning_rate") == "0.1");
  CHECK(map.at("optimizer.name") == "sgd");
  CHECK(map.at("optimizer.weight_decay") == "5e-04");
  CHECK(map.at("optimizer.nesterov") == "true");
  CHECK(map.at("schedule.kind") == "constant");
  CHECK(map.at("convolution") == "automatic");
}

TEST_CASE("What would fail at some later step is refused before the first one") {
  // 2 epochs of 3 steps.
  const auto refused = [](auto change) {
    TrainSettings settings{.epochs = 2, .batch = 4};
    change(settings);
    return thrown_message([&] { check(settings, 10); });
  };
  CHECK(refused([](auto&) {}).empty());
  CHECK(refused([](auto& s) { s.optimizer = SgdSettings{.momentum = 1}; }).find("Sgd: expected a momentum") == 0);
  CHECK(refused([](auto& s) { s.optimizer = SgdSettings{.nesterov = true}; }).find("Sgd: ") == 0);
  CHECK(refused([](auto& s) {
          s.optimizer = AdamSettings{.weight_decay = -1};
        }).find("Adam: expected a weight decay") == 0);
  CHECK(refused([](auto& s) { s.optimizer = AdamWSettings{.beta2 = 1}; }).find("AdamW: expected a beta2") == 0);
  CHECK(refused([](auto& s) { s.schedule.warmup_steps = -1; }).find("schedule: ") == 0);
  CHECK(refused([](auto& s) {
          s.schedule = {.kind = ScheduleKind::one_cycle, .warmup_steps = 1};
        }).find("no warm-up steps with one_cycle") != std::string::npos);
  CHECK(refused([](auto& s) { s.schedule = {.kind = ScheduleKind::cosine, .warmup_steps = 5}; }).empty());
  CHECK(refused([](auto& s) { s.schedule = {.kind = ScheduleKind::cosine, .warmup_steps = 6}; }) ==
        "schedule: expected more steps than the 6 of the warm-up, got 6");
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(refused([&](auto& s) { s.learning_rate = infinite; }).find("learning rate") != std::string::npos);
  CHECK(refused([&](auto& s) { s.clip_norm = infinite; }).find("clip norm") != std::string::npos);
}

TEST_CASE("Algorithms and block sizes of convolutions are taken over from a saved run") {
  ConvolutionSettings before;
  before.patch_bytes = 4096;
  before.gemm = {.outer = 12, .depth = 7, .inner = 8};
  before.choices.push_back({{3, 8, 8}, 6, 3, 1, 1, {"direct", "im2col", "direct"}});
  const auto saved = to_map(before);
  CHECK(saved.at("convolution.gemm") == "12x7x8");
  CHECK(with_saved({}, saved, "file") == before);
  const auto refused = [&](const char* key, const char* value) {
    auto other = saved;
    other[key] = value;
    return thrown_message([&] { with_saved({}, other, "file"); });
  };
  for (const char* gemm : {"", "12x7", "12x7x0", "12x7x8x9", "-12x7x8", "12x7x99999999999", "axbxc"})
    CHECK(refused("convolution.gemm", gemm).find("file: expected block sizes as in '1048576' and '528x256x512'") == 0);
  CHECK(refused("convolution.gemm", "12x7x99999999") == "file: gemm.inner: expected at most 1048576, got 99999999");
  CHECK(refused("convolution.patch_bytes", "0") == "file: patch_bytes: expected at least 1, got 0");
  CHECK(refused("convolution.patch_bytes", "1e6").find("'1e6'") != std::string::npos);
  CHECK(thrown_message([] { with_saved({}, {}, "file"); }) ==
        "file: expected a training checkpoint, got one without 'convolution.choices'");
}

TEST_CASE("Resuming is refused for each setting that changed, by its name") {
  const TrainSettings before;
  const auto saved = to_map(before);
  CHECK(thrown_message([&] { check_resume(saved, before); }).empty());
  const auto refused = [&](auto change) {
    TrainSettings now;
    change(now);
    return thrown_message([&] { check_resume(saved, now); });
  };
  CHECK(refused([](auto& s) { s.seed = 1; }) == "resume: setting 'seed': expected '0' as in the saved run, got '1'");
  CHECK(refused([](auto& s) { s.optimizer = AdamWSettings{}; }).find("optimizer.name") != std::string::npos);
  CHECK(refused([](auto& s) { s.schedule.kind = ScheduleKind::cosine; }).find("schedule.kind") != std::string::npos);
  CHECK(refused([](auto& s) { s.compute.convolution.algorithm = "direct"; }).find("'convolution'") !=
        std::string::npos);
  CHECK(refused([](auto& s) { s.patience = 2; }) ==
        "resume: setting 'patience': expected '0' as in the saved run, got '2'");
  CHECK(refused([](auto& s) { s.decay_all = false; }).find("'decay_all': expected 'true'") != std::string::npos);
  CHECK(refused([](auto& s) { s.epochs = 2; }).empty());  // a constant rate may go on longer
  TrainSettings cosine;
  cosine.schedule.kind = ScheduleKind::cosine;
  const auto saved_cosine = to_map(cosine);
  cosine.epochs = 2;
  CHECK(thrown_message([&] { check_resume(saved_cosine, cosine); }).find("'epochs'") != std::string::npos);
}
