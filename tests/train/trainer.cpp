#include "bicameral/train/trainer.hpp"

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/allocation_counter.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using namespace bicameral::test;
using tiny::trained;
using tiny::trained_in_two_sittings;

namespace {

/// The loss of one row of scores in double, and whether its label has the largest one.
struct RowLoss {
  double loss = 0;
  bool hit = false;
};

RowLoss loss_of(const float* scores, int classes, std::int32_t label, double smoothing) {
  double sum = 0;
  for (int k = 0; k < classes; ++k) sum += std::exp(static_cast<double>(scores[k]));
  RowLoss result;
  int best = 0;
  for (int k = 0; k < classes; ++k) {
    const double wanted = smoothing / classes + (k == label ? 1 - smoothing : 0.0);
    result.loss -= wanted * (static_cast<double>(scores[k]) - std::log(sum));
    if (scores[k] > scores[best]) best = k;
  }
  result.hit = best == label;
  return result;
}

/// A training written out: what a Trainer with Adam, clipping and no augmentation must do, and count, step by step.
struct ByHand {
  std::vector<Network<tiny::Both>> networks{};  // after each step
  std::vector<double> norms{};                  // of each step's gradients before they were clipped
  std::vector<EpochTotals> totals{};            // of each epoch
};

ByHand by_hand(const TrainData& data, const TrainSettings& settings, ThreadPool& pool) {
  const Classes classes = data.images->classes();
  Network<tiny::Both> network(classes, settings.seed);
  Workspace<tiny::Both> workspace(pool, settings.batch, Mode::training, classes, settings.compute);
  Adam<float> adam(network.trainable().size(), std::get<AdamSettings>(settings.optimizer));
  BatchLoader<float, Augmentation<>> batches(*data.images, data.train, {.batch = settings.batch, .seed = settings.seed},
                                             pool, data.normalization);
  const std::int64_t steps = std::int64_t{batches.steps()} * settings.epochs;
  ByHand result;
  for (int epoch = 0; epoch < settings.epochs; ++epoch) {
    batches.begin_epoch(static_cast<std::uint32_t>(epoch));
    EpochTotals totals;
    Batch<float> batch;
    while (batches.next(batch)) {
      const PassKey key{settings.seed, static_cast<std::uint32_t>(epoch), batch.ids};
      const Outputs<float> y = training_forward(network, workspace, batch.images, batch.count, key);
      for (int i = 0; i < batch.count; ++i) {
        const auto row = static_cast<std::size_t>(i);
        const RowLoss fine =
            loss_of(y.fine + i * classes.fine, classes.fine, batch.fine[row], settings.label_smoothing);
        const RowLoss coarse =
            loss_of(y.coarse + i * classes.coarse, classes.coarse, batch.coarse[row], settings.label_smoothing);
        ++totals.images;
        totals.loss += fine.loss + coarse.loss;
        totals.fine_loss += fine.loss;
        totals.coarse_loss += coarse.loss;
        totals.fine_hits += fine.hit ? 1 : 0;
        totals.coarse_hits += coarse.hit ? 1 : 0;
      }
      const Outputs<float> d = workspace.output_gradients();
      const auto rows = static_cast<std::size_t>(batch.count);
      const std::size_t fine = rows * static_cast<std::size_t>(classes.fine);
      const std::size_t coarse = rows * static_cast<std::size_t>(classes.coarse);
      coarse_fine<float>({y.fine, fine}, {y.coarse, coarse}, classes, batch.fine, batch.coarse,
                         {.label_smoothing = settings.label_smoothing}, {d.fine, fine}, {d.coarse, coarse});
      training_backward(network, workspace, batch.count, key);
      result.norms.push_back(clip_global_norm(workspace.gradients(), settings.clip_norm, pool));
      const double rate = learning_rate(settings.schedule, settings.learning_rate,
                                        static_cast<std::int64_t>(result.networks.size()), steps);
      adam.step(network.trainable(), std::as_const(workspace).gradients(), rate, pool);
      result.networks.push_back(network);
    }
    result.totals.push_back(totals);
  }
  return result;
}

/// Settings that by_hand knows, each of which matters: Adam's epsilon is so large that the length of gradients counts.
TrainSettings settings_of_by_hand() {
  TrainSettings settings = tiny::settings(2);
  settings.augment = false;
  settings.optimizer = AdamSettings{.epsilon = 1e-3, .weight_decay = 0.01};
  settings.label_smoothing = 0.1;
  settings.clip_norm = 0.05;
  settings.compute.convolution.algorithm = "reference";
  return settings;
}

std::span<const float> values_of(const Network<tiny::Both>& network) {
  return {network.values(), static_cast<std::size_t>(network.tables().values)};
}

}  // namespace

TEST_CASE("Training lowers the loss and learns classes that can be learned") {
  const Dataset pictures = tiny::pictures(96);
  const TrainData data = tiny::train_data(pictures, 32);
  ThreadPool pool(2);
  Network<tiny::Both> network(pictures.classes(), 1);
  TrainSettings settings = tiny::settings(12);
  settings.augment = false;
  std::vector<double> losses;
  double accuracy = 0;
  Trainer<tiny::Both>(network, data, settings, pool).run({.on_epoch = [&](const EpochReport& report) {
    losses.push_back(report.totals.loss / static_cast<double>(report.totals.images));
    accuracy = report.validation->coarse->accuracy.top1();
  }});
  REQUIRE(losses.size() == 12);
  CHECK(losses.back() < 0.8 * losses.front());
  CHECK(accuracy > 0.8);  // chance: 0.5
}

TEST_CASE("A training run does not depend on the number of threads, bit for bit") {
  const Dataset pictures = tiny::pictures(70);
  const TrainData data = tiny::train_data(pictures);
  const auto one = trained<tiny::Brain>(data, tiny::settings(2), 1);
  for (const int threads : {2, 3, 5}) CHECK(trained<tiny::Brain>(data, tiny::settings(2), threads) == one);
}

TEST_CASE("A run stopped anywhere and resumed equals the uninterrupted one, bit for bit") {
  const Dataset pictures = tiny::pictures(70);  // five steps, the last one with 6 images
  const TrainData data = tiny::train_data(pictures, 10);
  for (const auto& optimizer :
       {OptimizerSettings(AdamSettings{.weight_decay = 1e-3}), OptimizerSettings(AdamWSettings{}),
        OptimizerSettings(SgdSettings{.momentum = 0.9, .weight_decay = 1e-4, .nesterov = true})}) {
    TrainSettings settings = tiny::settings(4);
    settings.optimizer = optimizer;
    settings.clip_norm = 1;
    const auto whole = trained<tiny::Brain>(data, settings, 2);
    for (const int steps : {8, 1, 10, 4}) {
      const TemporaryFolder folder;
      CHECK(trained_in_two_sittings<tiny::Brain>(data, settings, steps, folder.path().string()) == whole);
    }
  }
}

TEST_CASE("A resumed run goes on with the algorithms and block sizes it began with, whatever would be chosen today") {
  const Dataset pictures = tiny::pictures(96);
  const TrainData data = tiny::train_data(pictures, 16);
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder / "last.safetensors").string(), ""};
  ThreadPool pool(2);
  const TrainSettings settings = tiny::settings(2);
  {
    Network<tiny::Both> network(pictures.classes(), 3);
    int done = 0;
    Trainer<tiny::Both>(network, data, settings, pool, files)
        .run({.on_step = [&](const StepReport&) { ++done; }, .stop_requested = [&] { return done >= 3; }});
  }
  const std::string stopped = (folder / "stopped.safetensors").string();
  std::filesystem::copy_file(files.last, stopped);
  // Another library, or another tuning, would choose the reference, which rounds differently.
  TrainSettings other = settings;
  const NetworkTables tables = make_tables<tiny::Both>(pictures.classes());
  for (const ConvolutionProblem& p : tables.convolutions)
    other.compute.convolution.choices.push_back(
        {p.in, p.filters, p.kernel, p.stride, p.padding, {"reference", "reference", "reference"}});
  Network<tiny::Both> resumed(pictures.classes(), 9);
  Trainer<tiny::Both> trainer(resumed, data, other, pool, files);
  trainer.resume(files.last);
  REQUIRE(trainer.run().finished);
  Network<tiny::Both> whole(pictures.classes(), 3);
  Trainer<tiny::Both>(whole, data, settings, pool).run();
  CHECK(resumed == whole);

  // Products cut otherwise add up in another order.
  TrainSettings cut = settings;
  cut.compute.convolution.patch_bytes = 2048;
  cut.compute.convolution.gemm = {.outer = 12, .depth = 4, .inner = 8};
  Network<tiny::Both> resumed_cut(pictures.classes(), 9);
  Trainer<tiny::Both> cut_trainer(resumed_cut, data, cut, pool, {});
  cut_trainer.resume(stopped);
  REQUIRE(cut_trainer.run().finished);
  CHECK(resumed_cut == whole);
  Network<tiny::Both> by_cut(pictures.classes(), 3);
  Trainer<tiny::Both>(by_cut, data, cut, pool).run();
  CHECK_FALSE(by_cut == whole);

  Network<tiny::Both> by_reference(pictures.classes(), 3);
  Trainer<tiny::Both>(by_reference, data, other, pool).run();
  CHECK_FALSE(by_reference == whole);
}

TEST_CASE("With every means of a recipe, stops and threads still change no bit; each means changes the result") {
  const Dataset pictures = tiny::pictures(70);
  const TrainData data = tiny::train_data(pictures, 10);
  TrainSettings plain = tiny::settings(3);
  plain.optimizer = SgdSettings{.momentum = 0.9, .weight_decay = 0.01, .nesterov = true};
  TrainSettings all = plain;
  const auto without = trained<tiny::Both>(data, plain, 2);
  const auto changes_result = [&](const auto& change) {
    TrainSettings one = plain;
    change(one);
    change(all);
    CHECK_FALSE(trained<tiny::Both>(data, one, 2) == without);
    const std::string message = thrown_message([&] { check_resume(to_map(plain), one); });
    CHECK(message.find("resume: setting '") == 0);
  };
  changes_result([](TrainSettings& s) { s.cutout = 4; });
  changes_result([](TrainSettings& s) { s.average_decay = 0.8; });
  changes_result([](TrainSettings& s) { s.mixup = 0.5; });
  changes_result([](TrainSettings& s) { s.decay_all = false; });
  changes_result([](TrainSettings& s) { s.label_smoothing = 0.2; });
  changes_result([](TrainSettings& s) { s.clip_norm = 0.1; });
  TrainSettings bare = plain;
  bare.augment = false;
  CHECK_FALSE(trained<tiny::Both>(data, bare, 2) == without);
  TrainData paler = data;
  paler.normalization.std = {0.5, 0.5, 0.5};
  CHECK_FALSE(trained<tiny::Both>(paler, plain, 2) == without);
  const auto whole = trained<tiny::Both>(data, all, 2);
  for (const int threads : {1, 3}) CHECK(trained<tiny::Both>(data, all, threads) == whole);
  for (const int steps : {7, 2, 8}) {
    const TemporaryFolder folder;
    CHECK(trained_in_two_sittings<tiny::Both>(data, all, steps, folder.path().string()) == whole);
  }
}

TEST_CASE("Each step is what passes, loss, clipping and optimizer give when they are called by hand") {
  const Dataset pictures = tiny::pictures(40);  // three steps, the last one with 8 images
  TrainData data = tiny::train_data(pictures);
  data.normalization = {{0.3, 0.25, 0.2}, {0.2, 0.3, 0.25}};
  const TrainSettings settings = settings_of_by_hand();
  ThreadPool pool(2);
  const ByHand expected = by_hand(data, settings, pool);
  REQUIRE(expected.networks.size() == 6);
  for (const double norm : expected.norms) CHECK(norm > settings.clip_norm);
  Network<tiny::Both> network(pictures.classes(), settings.seed);
  const Network<tiny::Both> before = network;
  std::size_t step = 0;
  Trainer<tiny::Both>(network, data, settings, pool).run({.on_step = [&](const StepReport&) {
    REQUIRE(step < expected.networks.size());
    CHECK(difference(values_of(network), values_of(expected.networks[step])) < 1e-5);
    ++step;
  }});
  CHECK(step == 6);
  CHECK(difference(values_of(network), values_of(before)) > 1e-3);
}

TEST_CASE("Every step has the schedule's rate at its number among all steps, over epochs and sittings") {
  const Dataset pictures = tiny::pictures(70);
  const TrainData data = tiny::train_data(pictures);
  ThreadPool pool(2);
  const std::vector<ScheduleSettings> schedules{{},
                                                {.warmup_steps = 3},
                                                {.kind = ScheduleKind::cosine, .warmup_steps = 2, .minimum = 1e-4},
                                                {.kind = ScheduleKind::one_cycle}};
  for (const ScheduleSettings& schedule : schedules) {
    INFO(to_string(schedule.kind));
    TrainSettings settings = tiny::settings(3);
    settings.schedule = schedule;
    const TemporaryFolder folder;
    const CheckpointFiles files{(folder / "last").string(), ""};
    std::vector<double> rates;
    const TrainCallbacks callbacks{
        .on_step = [&](const StepReport& report) { rates.push_back(report.learning_rate); },
        .on_epoch = [&](const EpochReport& report) { CHECK(report.learning_rate == rates.back()); },
        .stop_requested = [&] { return rates.size() == 7; }};
    Network<tiny::Both> network(pictures.classes(), 1);
    Trainer<tiny::Both>(network, data, settings, pool, files).run(callbacks);
    REQUIRE(rates.size() == 7);
    Trainer<tiny::Both> resumed(network, data, settings, pool, files);
    resumed.resume(files.last);
    resumed.run(callbacks);
    REQUIRE(rates.size() == 15);
    for (std::size_t k = 0; k < rates.size(); ++k)
      CHECK(rates[k] == Approx(learning_rate(schedule, settings.learning_rate, static_cast<std::int64_t>(k), 15)));
  }
}

TEST_CASE("An interrupted epoch reports the same totals as a whole one") {
  const Dataset pictures = tiny::pictures(70);
  const TrainData data = tiny::train_data(pictures);
  const TrainSettings settings = tiny::settings(2);
  ThreadPool pool(2);
  std::vector<EpochTotals> whole;
  std::vector<EpochTotals> parts;
  Network<tiny::Both> network(pictures.classes(), 1);
  Trainer<tiny::Both>(network, data, settings, pool).run({.on_epoch = [&](const EpochReport& r) {
    whole.push_back(r.totals);
  }});
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder.path() / "last").string(), ""};
  Network<tiny::Both> again(pictures.classes(), 1);
  const auto keep = [&](const EpochReport& r) { parts.push_back(r.totals); };
  int steps = 0;
  Trainer<tiny::Both>(again, data, settings, pool, files)
      .run({.on_step = [&](const StepReport&) { ++steps; },
            .on_epoch = keep,
            .stop_requested = [&] { return steps == 7; }});
  Trainer<tiny::Both> resumed(again, data, settings, pool, files);
  resumed.resume(files.last);
  resumed.run({.on_epoch = keep});
  CHECK(parts == whole);
}

TEST_CASE("Reports say what an own count of a run's answers, images and time says") {
  const Dataset pictures = tiny::pictures(40);
  const TrainData data = tiny::train_data(pictures);
  const TrainSettings settings = settings_of_by_hand();
  ThreadPool pool(2);
  const ByHand expected = by_hand(data, settings, pool);
  REQUIRE(expected.totals.size() == 2);
  std::int64_t steps = 0;
  std::int64_t images = 0;
  double elapsed = 0;
  double rate = 0;
  std::size_t epochs = 0;
  const auto on_step = [&](const StepReport& report) {
    CHECK(report.epoch == steps / 3);
    CHECK(report.epochs == 2);
    CHECK(report.step == steps % 3 + 1);
    CHECK(report.steps == 3);
    CHECK(report.heads == Classes{4, 2});
    ++steps;
    images += report.step == 3 ? 8 : 16;
    CHECK(report.totals.images == images - 40 * report.epoch);
    CHECK(report.elapsed > elapsed);
    elapsed = report.elapsed;
    rate = report.learning_rate;
    const double speed = report.images_per_second;
    CHECK(speed * elapsed == Approx(static_cast<double>(images)));
    CHECK(report.remaining * speed == Approx(static_cast<double>(80 - images)).margin(1e-9));
  };
  const auto on_epoch = [&](const EpochReport& report) {
    REQUIRE(epochs < expected.totals.size());
    const EpochTotals& own = expected.totals[epochs];
    CHECK(report.epoch == static_cast<std::int64_t>(epochs));
    ++epochs;
    CHECK(report.epochs == 2);
    CHECK(report.heads == Classes{4, 2});
    CHECK(own.images == 40);
    CHECK(report.totals.images == own.images);
    CHECK(report.totals.fine_hits == own.fine_hits);
    CHECK(report.totals.coarse_hits == own.coarse_hits);
    CHECK(report.totals.loss == Approx(own.loss));
    CHECK(report.totals.fine_loss == Approx(own.fine_loss));
    CHECK(report.totals.coarse_loss == Approx(own.coarse_loss));
    CHECK(report.images_seen == static_cast<std::int64_t>(epochs) * 40);
    CHECK(report.images_seen == images);
    CHECK(report.learning_rate == rate);
    CHECK(report.seconds >= elapsed);
    CHECK(report.images_per_second > 0);
    CHECK_FALSE(report.validation.has_value());
  };
  Network<tiny::Both> network(pictures.classes(), settings.seed);
  const TrainResult result =
      Trainer<tiny::Both>(network, data, settings, pool).run({.on_step = on_step, .on_epoch = on_epoch});
  CHECK(steps == 6);
  CHECK(epochs == 2);
  CHECK(result.position.images_seen == 80);
  CHECK(result.position.seconds >= elapsed);
  CHECK(expected.totals[1].fine_hits > 0);
  CHECK(expected.totals[1].coarse_hits < 40);
  CHECK(expected.totals[1].fine_hits != expected.totals[1].coarse_hits);  // else one could stand for the other
}

TEST_CASE("A network with one head reports that head alone") {
  const Dataset pictures = tiny::pictures(32);
  const TrainData data = tiny::train_data(pictures);
  ThreadPool pool(1);
  Network<tiny::Fine4> network(pictures.classes(), 1);
  int epochs = 0;
  const auto on_step = [](const StepReport& report) { CHECK(report.heads == Classes{4, 0}); };
  const auto on_epoch = [&](const EpochReport& report) {
    ++epochs;
    CHECK(report.heads == Classes{4, 0});
    CHECK(report.totals.fine_loss == report.totals.loss);
    CHECK(report.totals.coarse_loss == 0);
    CHECK(report.totals.coarse_hits == 0);
  };
  Trainer<tiny::Fine4>(network, data, tiny::settings(1), pool).run({.on_step = on_step, .on_epoch = on_epoch});
  CHECK(epochs == 1);
}

TEST_CASE("The time of a training grows over its sittings, and its speed is that of the present one") {
  const Dataset pictures = tiny::pictures(40);
  const TrainData data = tiny::train_data(pictures);
  const TrainSettings settings = tiny::settings(2);
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder / "last").string(), ""};
  ThreadPool pool(2);
  Network<tiny::Both> network(pictures.classes(), 1);
  int done = 0;
  const TrainResult stopped =
      Trainer<tiny::Both>(network, data, settings, pool, files)
          .run({.on_step = [&](const StepReport&) { ++done; }, .stop_requested = [&] { return done == 4; }});
  REQUIRE_FALSE(stopped.finished);
  const double before = stopped.position.seconds;
  CHECK(before > 0);
  CHECK(stopped.position.images_seen == 56);
  Trainer<tiny::Both> resumed(network, data, settings, pool, files);
  resumed.resume(files.last);
  CHECK(resumed.position().seconds == before);
  double elapsed = before;
  std::int64_t images = 0;  // of this sitting
  const auto on_step = [&](const StepReport& report) {
    images += report.step == 3 ? 8 : 16;
    CHECK(report.elapsed > elapsed);
    elapsed = report.elapsed;
    CHECK(report.images_per_second * (elapsed - before) == Approx(static_cast<double>(images)));
  };
  const auto on_epoch = [&](const EpochReport& report) {
    CHECK(report.seconds >= elapsed);
    CHECK(report.images_seen == 80);
  };
  const TrainResult result = resumed.run({.on_step = on_step, .on_epoch = on_epoch});
  CHECK(images == 24);
  CHECK(result.finished);
  CHECK(result.position.seconds >= elapsed);
}

TEST_CASE("Best is the epoch with the highest validation score, last is the last") {
  const Dataset pictures = tiny::pictures(96);
  const TrainData data = tiny::train_data(pictures, 32);
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder.path() / "last").string(), (folder.path() / "best").string()};
  ThreadPool pool(2);
  Network<tiny::Both> network(pictures.classes(), 3);
  std::vector<double> scores;
  std::optional<Network<tiny::Both>> best;
  const TrainResult result =
      Trainer<tiny::Both>(network, data, tiny::settings(6), pool, files).run({.on_epoch = [&](const EpochReport& r) {
        scores.push_back(r.score);
        if (r.best) best = network;
      }});
  const auto highest = std::max_element(scores.begin(), scores.end()) - scores.begin();
  CHECK(result.position.best_epoch == highest);
  Network<tiny::Both> read(pictures.classes());
  load_checkpoint(SafetensorsFile::open(files.best), read);
  CHECK(read == *best);
  load_checkpoint(SafetensorsFile::open(files.last), read);
  CHECK(read == network);
}

TEST_CASE("With patience a run ends after so many epochs without a better one, says so, and stays ended") {
  const Dataset pictures = tiny::pictures(96);
  const TrainData data = tiny::train_data(pictures, 32);
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder / "last").string(), (folder / "best").string()};
  ThreadPool pool(2);
  TrainSettings settings = tiny::settings(60);
  settings.patience = 3;
  std::vector<double> scores;
  const TrainCallbacks callbacks{.on_epoch = [&](const EpochReport& report) { scores.push_back(report.score); }};
  Network<tiny::Both> network(pictures.classes(), 3);
  Trainer<tiny::Both> trainer(network, data, settings, pool, files);
  const TrainResult result = trainer.run(callbacks);
  CHECK(result.finished);
  CHECK(result.end == TrainEnd::patience);
  const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
  REQUIRE(scores.size() < 60);
  CHECK(result.position.best_epoch == best);
  CHECK(static_cast<std::ptrdiff_t>(scores.size()) == best + 4);
  for (std::ptrdiff_t epoch = 3; epoch <= best; ++epoch)  // it did not end too late
    CHECK(*std::max_element(scores.begin() + epoch - 2, scores.begin() + epoch + 1) >
          *std::max_element(scores.begin(), scores.begin() + epoch - 2));

  const Network<tiny::Both> ended = network;
  const std::size_t epochs = scores.size();
  CHECK(trainer.run(callbacks).end == TrainEnd::patience);
  Network<tiny::Both> other(pictures.classes(), 9);
  Trainer<tiny::Both> resumed(other, data, settings, pool, files);
  resumed.resume(files.last);
  CHECK(resumed.run(callbacks).end == TrainEnd::patience);
  CHECK(other == ended);
  CHECK(scores.size() == epochs);

  // Stopped at the last possible moment before, and resumed, it ends at the same epoch.
  scores.clear();
  Network<tiny::Both> stopped(pictures.classes(), 3);
  Trainer<tiny::Both> first(stopped, data, settings, pool, files);
  const TrainResult early =
      first.run({.on_epoch = callbacks.on_epoch, .stop_requested = [&] { return scores.size() + 1 == epochs; }});
  CHECK_FALSE(early.finished);
  CHECK(early.end == TrainEnd::stopped);
  Trainer<tiny::Both> second(other, data, settings, pool, files);
  second.resume(files.last);
  CHECK(second.run(callbacks).end == TrainEnd::patience);
  CHECK(scores.size() == epochs);
  CHECK(other == ended);

  settings.patience = 60;
  settings.epochs = 2;
  Network<tiny::Both> patient(pictures.classes(), 3);
  CHECK(Trainer<tiny::Both>(patient, data, settings, pool).run().end == TrainEnd::all_epochs);
}

TEST_CASE(
    "Steps after the first take no memory from the heap: batch, passes, loss, clipping, optimizer, average, report") {
  if (!allocation_counting) return;
  const Dataset pictures = tiny::pictures(96);
  const TrainData data = tiny::train_data(pictures);
  const std::vector<OptimizerSettings> optimizers{SgdSettings{}, AdamSettings{}, AdamWSettings{}};
  for (const OptimizerSettings& optimizer : optimizers) {
    ThreadPool pool(2);
    Network<tiny::Brain> network(pictures.classes(), 1);
    TrainSettings settings = tiny::settings(1);
    settings.optimizer = optimizer;
    settings.clip_norm = 1;
    settings.average_decay = 0.99;
    settings.cutout = 3;
    settings.mixup = 0.3;
    settings.decay_all = false;
    std::optional<AllocationCounter> counter;
    std::size_t taken = 1;
    std::string where;
    Trainer<tiny::Brain>(network, data, settings, pool).run({.on_step = [&](const StepReport& report) {
      if (report.step == 1) counter.emplace();
      if (report.step == 5) {
        taken = counter->stop();
        where = counter->where();
      }
    }});
    INFO(where);
    CHECK(taken == 0);
  }
}

TEST_CASE("Resume refuses other settings, and more epochs unless the rate is constant") {
  const Dataset pictures = tiny::pictures(32);
  const TrainData data = tiny::train_data(pictures);
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder.path() / "last").string(), ""};
  ThreadPool pool(1);
  TrainSettings settings = tiny::settings(2);
  Network<tiny::Both> network(pictures.classes(), 1);
  Trainer<tiny::Both>(network, data, settings, pool, files).run();
  const auto resume_with = [&](const TrainSettings& s) {
    return thrown_message([&] {
      Network<tiny::Both> other(pictures.classes(), 1);
      Trainer<tiny::Both>(other, data, s, pool, files).resume(files.last);
    });
  };
  CHECK(resume_with(settings).empty());
  settings.epochs = 3;
  CHECK(resume_with(settings).find("epochs") != std::string::npos);
  settings = tiny::settings(2);
  settings.batch = 8;
  CHECK(resume_with(settings).find("setting 'batch': expected '16' as in the saved run, got '8'") != std::string::npos);
  settings = tiny::settings(2);
  settings.compute.convolution.algorithm = "reference";
  CHECK(resume_with(settings).find("convolution") != std::string::npos);

  settings = tiny::settings(2);
  settings.schedule = {};
  const CheckpointFiles constant{(folder.path() / "constant").string(), ""};
  Network<tiny::Both> first(pictures.classes(), 1);
  Trainer<tiny::Both>(first, data, settings, pool, constant).run();
  settings.epochs = 4;
  Network<tiny::Both> longer(pictures.classes(), 1);
  Trainer<tiny::Both> trainer(longer, data, settings, pool, constant);
  trainer.resume(constant.last);
  trainer.run();
  Network<tiny::Both> whole(pictures.classes(), 1);
  Trainer<tiny::Both>(whole, data, settings, pool).run();
  CHECK(longer == whole);
}

TEST_CASE("Resume refuses other images, a position that cannot be, and what it does not know; nothing changes") {
  const Dataset pictures = tiny::pictures(32);
  const TrainData data = tiny::train_data(pictures);
  const TemporaryFolder folder;
  const CheckpointFiles files{(folder.path() / "last").string(), ""};
  ThreadPool pool(1);
  const TrainSettings settings = tiny::settings(2);
  Network<tiny::Both> network(pictures.classes(), 1);
  Trainer<tiny::Both>(network, data, settings, pool, files).run();
  const SafetensorsFile whole = SafetensorsFile::open(files.last);
  // What resume says when the saved run differs in one entry ("": it has none of that name).
  const auto resumed = [&](const TrainData& images, const std::string& key, const std::string& value) {
    std::map<std::string, std::string> metadata = whole.metadata();
    if (value.empty())
      metadata.erase(key);
    else
      metadata[key] = value;
    const std::string path = (folder.path() / "changed").string();
    std::vector<TensorToWrite> tensors;
    std::vector<std::vector<std::byte>> bytes;
    for (const TensorEntry& entry : whole.tensors()) bytes.emplace_back(entry.bytes());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const TensorEntry& entry = whole.tensors()[i];
      whole.read(entry, bytes[i]);
      tensors.push_back({entry.name, entry.type, entry.shape, bytes[i]});
    }
    write_safetensors(path, tensors, metadata);
    Network<tiny::Both> other(pictures.classes(), 1);
    const Network<tiny::Both> before = other;
    Trainer<tiny::Both> trainer(other, images, settings, pool, files);
    const std::string message = thrown_message([&] { trainer.resume(path); });
    CHECK((message.empty() || (other == before && trainer.position().epoch == 0)));
    return message;
  };
  const auto says = [&](const std::string& key, const std::string& value, const std::string& words) {
    const std::string message = resumed(data, key, value);
    INFO(message);
    CHECK(message.find(words) != std::string::npos);
  };
  CHECK(resumed(data, "epoch", whole.metadata().at("epoch")).empty());
  TrainData fewer = data;
  fewer.train.pop_back();
  const std::string message = resumed(fewer, "epoch", whole.metadata().at("epoch"));
  CHECK(message.find("with training_images '" + std::to_string(fewer.train.size()) + "', got '") != std::string::npos);
  TrainData darker = data;
  darker.normalization.mean[0] = 0.25;
  CHECK(resumed(darker, "epoch", whole.metadata().at("epoch")).find("with normalization '0.25 ") != std::string::npos);
  // The same number of images, but others, or others to train or to validate on.
  Dataset retouched = pictures;
  retouched.pixels.data()[100] ^= 1;
  TrainData on_others = data;
  on_others.images = &retouched;
  TrainData reordered = data;
  std::swap(reordered.train[0], reordered.train[1]);
  TrainData validated = data;
  validated.validation = {0, 1};
  for (const auto& [images, key, what] : {std::tuple(on_others, "images_hash", "the same images, of hash '"),
                                          std::tuple(reordered, "training_hash", "the same training images, of hash '"),
                                          std::tuple(validated, "validation_hash", "the same validation images, of")}) {
    INFO(key);
    CHECK(resumed(images, "epoch", whole.metadata().at("epoch")).find(what) != std::string::npos);
    CHECK(resumed(images, key, "").empty());  // a checkpoint of an earlier version does not say
  }
  says("format", "bicameral checkpoint 9", "format 'bicameral checkpoint 2', got 'bicameral checkpoint 9'");
  says("format", "", "got none");
  says("optimizer_steps", "-1", "counts from 0, got -1");
  says("optimizer_steps", "3", "optimizer steps of all epochs and steps before, got 3");
  says("images_seen", "\x1b]0;title\x07", "'images_seen', got '\\x1b]0;title\\x07'");
  says("setting.colour", "blue", "setting 'colour' in the saved run");
  says("setting.convolution.gemm", "1048576x1048576x1048576", "gemm.outer times gemm.depth");
}

TEST_CASE("A loss that is not finite stops training and names where it came from") {
  const Dataset pictures = tiny::pictures(32);
  const TrainData data = tiny::train_data(pictures);
  const TemporaryFolder folder;
  const std::string last = (folder.path() / "last").string();
  ThreadPool pool(1);
  Network<tiny::Brain> network(pictures.classes(), 1);
  network.values()[network.find("right.residual1.conv1.weight").offset] = std::numeric_limits<float>::quiet_NaN();
  const std::string message = thrown_message([&] {
    Trainer<tiny::Brain>(network, data, tiny::settings(1), pool, {last, ""}).run();
  });
  CHECK(message.find("epoch 1, step 1") != std::string::npos);
  CHECK(message.find("parameter 'right.residual1.conv1.weight'") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(last));

  Network<tiny::Brain> large(pictures.classes(), 1);
  large.values()[large.find("left.bn1.weight").offset] = std::numeric_limits<float>::max();
  CHECK(thrown_message([&] {
          Trainer<tiny::Brain>(large, data, tiny::settings(1), pool).run();
        }).find("layer 'left.") != std::string::npos);
}

TEST_CASE("Training on frozen halves changes the heads only") {
  const Dataset pictures = tiny::pictures(40);
  const TrainData data = tiny::train_data(pictures);
  ThreadPool pool(2);
  Network<tiny::FrozenBrain> network(pictures.classes(), 1);
  const Network<tiny::FrozenBrain> before = network;
  Trainer<tiny::FrozenBrain>(network, data, tiny::settings(3), pool).run();
  for (const ParameterInfo& parameter : network.parameters()) {
    INFO(parameter.name);
    CHECK((network.read(parameter) == before.read(parameter)) == !parameter.name.starts_with("head."));
  }
}

TEST_CASE("Settings and data that cannot work are refused before anything happens") {
  const Dataset pictures = tiny::pictures(20);
  const TrainData data = tiny::train_data(pictures);
  ThreadPool pool(1);
  const auto refused = [&](auto change) {
    return thrown_message([&] {
      TrainSettings settings = tiny::settings(1);
      change(settings);
      Network<tiny::Both> network(pictures.classes(), 1);
      Trainer<tiny::Both> trainer(network, data, settings, pool);
    });
  };
  CHECK(refused([](TrainSettings& s) { s.epochs = 0; }).find("epochs") != std::string::npos);
  CHECK(refused([](TrainSettings& s) { s.batch = -1; }).find("batch") != std::string::npos);
  CHECK(refused([](TrainSettings& s) { s.batch = 21; }).find("20 training images") != std::string::npos);
  CHECK(refused([](TrainSettings& s) { s.learning_rate = 0; }).find("learning rate") != std::string::npos);
  CHECK(refused([](TrainSettings& s) { s.label_smoothing = 1; }).find("label smoothing") != std::string::npos);
  CHECK(refused([](TrainSettings& s) { s.clip_norm = -1; }).find("clip norm") != std::string::npos);
  CHECK(refused([](TrainSettings& s) { s.cutout = 9; }) == "Cutout: expected a side from 0 to 8 pixels, got 9");
  CHECK(refused([](TrainSettings& s) { s.mixup = -1; }).find("training: mixup") == 0);
  CHECK(refused([](TrainSettings& s) { s.patience = -1; }).find("training: patience") == 0);
  CHECK(refused([](TrainSettings& s) { s.patience = 1; }) ==
        "training: patience: expected images to validate on, got none");
  CHECK(refused([](TrainSettings& s) { s.average_decay = 1; }).find("average decay") != std::string::npos);
  CHECK(refused([](TrainSettings&) {}).empty());
  const auto refused_data = [&](Classes classes, auto change) {
    return thrown_message([&] {
      TrainData other = data;
      change(other);
      Network<tiny::Both> network(classes, 1);
      Trainer<tiny::Both> trainer(network, other, tiny::settings(1), pool);
    });
  };
  CHECK(refused_data({4, 2}, [](TrainData&) {}).empty());
  CHECK(refused_data({4, 2}, [](TrainData& d) { d.images = nullptr; }) ==
        "training: images: expected a dataset, got none");
  CHECK(refused_data({4, 2}, [](TrainData& d) { d.train[3] = 20; }).find("below 20, got 20") != std::string::npos);
  CHECK(refused_data({4, 2}, [](TrainData& d) {
          d.validation = {0, 21};
        }).find("below 20, got 21") != std::string::npos);
  CHECK(refused_data({5, 2}, [](TrainData&) {}).find("5 fine classes") != std::string::npos);
  CHECK(refused_data({4, 1}, [](TrainData&) {}).find("1 coarse classes") != std::string::npos);
}
