#include "bicameral/train/averaged_network.hpp"

#include <optional>
#include <stdexcept>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

TrainSettings averaging(int epochs) {
  TrainSettings settings = tiny::settings(epochs);
  settings.average_decay = 0.9;
  return settings;
}

}  // namespace

TEMPLATE_TEST_CASE("The network is trained between begin and show, the average is shown after", "", float, double) {
  ThreadPool pool(2);
  Network<tiny::FrozenBrain, TestType> network({4, 2}, 1);
  const auto before = network;
  const ParameterInfo& weight = network.find("head.fine.weight");
  AveragedNetwork<tiny::FrozenBrain, TestType> averaged(network, 0.5);
  averaged.begin();
  CHECK(averaged.result() == before);
  network.values()[weight.offset] += 1;
  averaged.update(1'000'000, pool);
  CHECK(averaged.result().values()[weight.offset] == before.values()[weight.offset] + TestType{0.5});
  const auto trained = network;
  averaged.show();
  CHECK(network.values()[weight.offset] == before.values()[weight.offset] + TestType{0.5});
  averaged.show();  // once is enough
  averaged.begin();
  CHECK(network == trained);

  AveragedNetwork<tiny::FrozenBrain, TestType> none(network, 0);
  none.begin();
  none.update(0, pool);
  none.show();
  CHECK(network == trained);
  CHECK(&none.result() == &network);
  CHECK(none.arrays().empty());
  CHECK(thrown_message([&] {
          AveragedNetwork<tiny::FrozenBrain, TestType>(network, 1);
        }).find("AveragedNetwork: expected an average decay") == 0);
}

TEST_CASE("A run leaves the average of the weights and statistics after each step, as computed by hand") {
  const Dataset pictures = tiny::pictures(70);
  const TrainData data = tiny::train_data(pictures);
  ThreadPool pool(2);
  Network<tiny::Brain> network(pictures.classes(), 1);
  std::vector<double> by_hand(network.values(), network.values() + network.tables().values);
  std::int64_t step = 0;
  std::optional<Network<tiny::Brain>> live;
  Trainer<tiny::Brain>(network, data, averaging(4), pool).run({.on_step = [&](const StepReport&) {
    const double decay = average_decay_at(0.9, step++);
    for (std::size_t i = 0; i < by_hand.size(); ++i)
      by_hand[i] = decay * by_hand[i] + (1 - decay) * static_cast<double>(network.values()[i]);
    live = network;
  }});
  REQUIRE(step == 20);
  const std::span<const float> shown(network.values(), by_hand.size());
  CHECK(difference(shown, std::span<const double>(by_hand)) < 1e-6);
  CHECK(difference(std::span<const float>(live->values(), by_hand.size()), std::span<const double>(by_hand)) > 1e-3);
  for (std::int64_t i = 0; i < network.tables().counters; ++i) CHECK(network.counters()[i] == 20);

  TrainSettings plain = averaging(4);
  plain.average_decay = 0;
  Network<tiny::Brain> without(pictures.classes(), 1);
  Trainer<tiny::Brain>(without, data, plain, pool).run();
  CHECK(*live == without);  // averaging changes nothing of what is trained
}

TEST_CASE("The averaged network answers well, with the averaged statistics of batch norm") {
  const Dataset pictures = tiny::pictures(96);
  const TrainData data = tiny::train_data(pictures, 32);
  ThreadPool pool(2);
  TrainSettings settings = averaging(12);
  settings.augment = false;
  Network<tiny::Both> network(pictures.classes(), 1);
  double validated = 0;
  Trainer<tiny::Both>(network, data, settings, pool).run({.on_epoch = [&](const EpochReport& report) {
    validated = report.validation->coarse->accuracy.top1();
  }});
  CHECK(validated > 0.8);  // chance: 0.5
  Workspace<tiny::Both> workspace(pool, 16, Mode::inference, pictures.classes());
  const EvaluationRecord again = evaluate(network, workspace, pictures, data.validation);
  CHECK(again.coarse->accuracy.top1() == validated);
}

TEST_CASE("Best and last hold the average that was validated; only last holds what is trained") {
  const Dataset pictures = tiny::pictures(96);
  const TrainData data = tiny::train_data(pictures, 32);
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder / "last").string(), (folder / "best").string()};
  ThreadPool pool(2);
  Network<tiny::Both> network(pictures.classes(), 3);
  std::optional<Network<tiny::Both>> live;
  const TrainResult result =
      Trainer<tiny::Both>(network, data, averaging(6), pool, files).run({.on_epoch = [&](const EpochReport&) {
        live = network;
      }});
  Network<tiny::Both> read(pictures.classes());
  load_checkpoint(files.last, read);
  CHECK(read == network);
  CHECK_FALSE(read == *live);
  load_checkpoint(files.best, read);
  Workspace<tiny::Both> workspace(pool, 16, Mode::inference, pictures.classes());
  CHECK(selection_score(evaluate(read, workspace, pictures, data.validation)) == result.position.best_score);
  CHECK(SafetensorsFile::open(files.best).find("live.head.fine.weight") == nullptr);
  const SafetensorsFile last = SafetensorsFile::open(files.last);
  for (const char* name : {"live.head.fine.weight", "live.hemisphere.bn1.running_mean"})
    CHECK(last.find(name) != nullptr);
}

TEST_CASE("With an average too, a run stopped anywhere equals the uninterrupted one, and threads change nothing") {
  const Dataset pictures = tiny::pictures(70);
  const TrainData data = tiny::train_data(pictures, 10);
  const TrainSettings settings = averaging(4);
  const auto whole = tiny::trained<tiny::Brain>(data, settings, 2);
  CHECK(tiny::trained<tiny::Brain>(data, settings, 1) == whole);
  CHECK(tiny::trained<tiny::Brain>(data, settings, 3) == whole);
  for (const int steps : {8, 1, 11}) {
    const TemporaryFolder folder;
    CHECK(tiny::trained_in_two_sittings<tiny::Brain>(data, settings, steps, folder.path().string()) == whole);
  }
  // The same trainer may go on after a stop: what is trained comes back from behind the average.
  ThreadPool pool(2);
  Network<tiny::Brain> network(pictures.classes(), settings.seed);
  Trainer<tiny::Brain> trainer(network, data, settings, pool);
  int done = 0;
  const TrainCallbacks stopping{.on_step = [&](const StepReport&) { ++done; },
                                .stop_requested = [&] { return done == 6; }};
  REQUIRE_FALSE(trainer.run(stopping).finished);
  REQUIRE(trainer.run(stopping).finished);
  CHECK(network == whole);
}

TEST_CASE("A callback that throws leaves the average in the network, and the run can go on") {
  const Dataset pictures = tiny::pictures(70);
  const TrainData data = tiny::train_data(pictures, 10);
  const TrainSettings settings = averaging(3);
  const auto whole = tiny::trained<tiny::Brain>(data, settings, 2);
  ThreadPool pool(2);
  Network<tiny::Brain> stopped(pictures.classes(), settings.seed);
  int done = 0;
  Trainer<tiny::Brain>(stopped, data, settings, pool)
      .run({.on_step = [&](const StepReport&) { ++done; }, .stop_requested = [&] { return done == 6; }});

  Network<tiny::Brain> network(pictures.classes(), settings.seed);
  Trainer<tiny::Brain> trainer(network, data, settings, pool);
  done = 0;
  const TrainCallbacks throwing{.on_step = [&](const StepReport&) {
    if (++done == 6) throw std::runtime_error("a full disk");
  }};
  CHECK_THROWS_AS(trainer.run(throwing), std::runtime_error);
  CHECK(network == stopped);
  REQUIRE(trainer.run(throwing).finished);
  CHECK(network == whole);
}

TEST_CASE("Frozen halves resume with the average of their heads, whatever weights the network has before") {
  const Dataset pictures = tiny::pictures(40);
  const TrainData data = tiny::train_data(pictures);
  const TrainSettings settings = averaging(3);
  const auto whole = tiny::trained<tiny::FrozenBrain>(data, settings, 2);
  const TemporaryFolder folder;
  CHECK(tiny::trained_in_two_sittings<tiny::FrozenBrain>(data, settings, 4, folder.path().string()) == whole);
}

TEST_CASE("A damaged file changes neither the network nor the average; another decay is refused") {
  const Dataset pictures = tiny::pictures(40);
  const TrainData data = tiny::train_data(pictures);
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder / "last").string(), ""};
  ThreadPool pool(1);
  const TrainSettings settings = averaging(1);
  Network<tiny::Both> network(pictures.classes(), 3);
  Trainer<tiny::Both> trainer(network, data, settings, pool, files);
  trainer.run();
  const Network<tiny::Both> result = network;
  const std::string without = (folder / "without").string();
  const SafetensorsFile complete = SafetensorsFile::open(files.last);
  save_checkpoint(without, network, complete.metadata());
  CHECK_FALSE(thrown_message([&] { trainer.resume(without); }).empty());
  CHECK(network == result);
  CHECK(thrown_message([&] {
          AveragedNetwork<tiny::Both>(network, 0.9).load(SafetensorsFile::open(without), {});
        }).find("a tensor 'live.hemisphere.conv1.weight'") != std::string::npos);
  CHECK(network == result);
  TrainSettings other = settings;
  other.average_decay = 0;
  Trainer<tiny::Both> plain(network, data, other, pool, files);
  CHECK(thrown_message([&] { plain.resume(files.last); }) ==
        "resume: setting 'average_decay': expected '0.9' as in the saved run, got '0'");
}
