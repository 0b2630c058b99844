#include "bicameral/train/any_optimizer.hpp"

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("The settings choose the optimizer, and it steps as the optimizer itself") {
  ThreadPool pool(1);
  const std::vector<float> gradients{0.5F, -1, 2};
  const auto stepped = [&](auto optimizer) {
    std::vector<float> values{1, 2, 3};
    for (int i = 0; i < 3; ++i) optimizer.step(values, gradients, 0.1, pool);
    return values;
  };
  const AdamSettings adam{.weight_decay = 0.1};
  const AdamWSettings adamw{.weight_decay = 0.1};
  const SgdSettings sgd{.momentum = 0.9, .weight_decay = 0.1, .nesterov = true};
  CHECK(stepped(AnyOptimizer<float>(3, adam)) == stepped(Adam<float>(3, adam)));
  CHECK(stepped(AnyOptimizer<float>(3, adamw)) == stepped(AdamW<float>(3, adamw)));
  CHECK(stepped(AnyOptimizer<float>(3, sgd)) == stepped(Sgd<float>(3, sgd)));
  CHECK(stepped(AnyOptimizer<float>(3, adam)) != stepped(AnyOptimizer<float>(3, adamw)));
  CHECK(stepped(AnyOptimizer<float>(3, sgd, {{1, 2}})) == stepped(Sgd<float>(3, sgd, {{1, 2}})));
  CHECK(stepped(AnyOptimizer<float>(3, sgd, {{1, 2}})) != stepped(AnyOptimizer<float>(3, sgd)));
  CHECK(AnyOptimizer<float>(3, adam).state().size() == 2);
  CHECK(AnyOptimizer<float>(3, sgd).state().size() == 1);
  CHECK(to_map(OptimizerSettings(adamw)).at("name") == "adamw");
}
