#include "bicameral/train/settings.hpp"

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
  CHECK(map.at("convolution.gemm") == "528x256x512");
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
  CHECK(refused([](auto& s) { s.seed = 1; }) == "resume: setting 'seed': expected 0 as in the saved run, got 1");
  CHECK(refused([](auto& s) { s.optimizer = AdamWSettings{}; }).find("optimizer.name") != std::string::npos);
  CHECK(refused([](auto& s) { s.schedule.kind = ScheduleKind::cosine; }).find("schedule.kind") != std::string::npos);
  CHECK(refused([](auto& s) { s.compute.convolution.gemm.depth = 64; }).find("convolution.gemm") != std::string::npos);
  CHECK(refused([](auto& s) { s.epochs = 2; }).empty());  // a constant rate may go on longer
  TrainSettings cosine;
  cosine.schedule.kind = ScheduleKind::cosine;
  const auto saved_cosine = to_map(cosine);
  cosine.epochs = 2;
  CHECK(thrown_message([&] { check_resume(saved_cosine, cosine); }).find("'epochs'") != std::string::npos);
}
