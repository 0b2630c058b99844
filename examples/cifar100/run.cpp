#include "examples/cifar100/run.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/build_info.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/data/split.hpp"
#include "bicameral/data/synthetic.hpp"
#include "bicameral/report/environment.hpp"
#include "bicameral/report/progress.hpp"
#include "bicameral/report/terminal.hpp"
#include "build_record.hpp"
#include "examples/cifar100/metrics_log.hpp"
#include "examples/cifar100/tuned.hpp"

namespace cifar100 {

namespace fs = std::filesystem;
using bicameral::fail;

std::atomic<bool> stop_requested{false};

void handle_signals() {
  const auto stop = [](int) { stop_requested = true; };
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);  // a file that grows too large is then an error of the write, which is reported
#endif
}

namespace {

/// A seed for one network of one repetition: two networks must not share weights or masks.
std::uint64_t seed_of(std::uint64_t seed, Kind kind) {
  const bicameral::StreamKey key(seed, bicameral::Purpose::initialize, name_of(kind));
  return (std::uint64_t{key.words[0]} << 32) | key.words[1];
}

std::map<std::string, std::string> as_map(const Settings& settings) {
  Settings copy = settings;
  std::map<std::string, std::string> map;
  for (const SettingEntry& entry : entries_of(copy)) map[entry.name] = entry.get();
  return map;
}

}  // namespace

bicameral::TrainTest load_data(const Settings& s) {
  if (!s.data.empty()) return bicameral::read_cifar100(s.data);
  bicameral::SyntheticSettings synthetic;
  synthetic.train_images = s.synthetic_train_images;
  synthetic.test_images = s.synthetic_test_images;
  synthetic.coarse_classes = s.synthetic_coarse_classes;
  synthetic.fine_per_coarse = s.synthetic_fine_per_coarse;
  return bicameral::make_synthetic(synthetic);
}

Run::Run(const Settings& settings) : settings_(settings), data_(load_data(settings)) {
  if (settings.limit > 0 && settings.limit < data_.train.count())
    data_.train = bicameral::first(data_.train, settings.limit);
  if (settings.validation > 0) {
    bicameral::Split split = bicameral::stratified_split(data_.train.fine, settings.validation, settings.first_seed);
    train_data_.train = std::move(split.train);
    train_data_.validation = std::move(split.validation);
  } else {
    train_data_.train.resize(static_cast<std::size_t>(data_.train.count()));
    for (std::size_t i = 0; i < train_data_.train.size(); ++i) train_data_.train[i] = static_cast<std::uint32_t>(i);
  }
  train_data_.images = &data_.train;
  bicameral::check(train_settings(settings, false, 0), static_cast<std::int64_t>(train_data_.train.size()));
  pool_ = std::make_unique<bicameral::ThreadPool>(thread_count(settings.threads));
}

void Run::open_folder(bool resume, const std::vector<std::string>& command_line) {
  const std::string saved = settings_.out + "/settings.json";
  if (resume) {
    if (!fs::exists(saved))
      fail("option --resume", "an earlier run in '" + settings_.out + "'", "no settings.json there");
    const std::map<std::string, std::string> before = read_settings_file(saved);
    for (const auto& [name, value] : as_map(settings_)) {
      if (name == "threads" || name == "out" || name == "seeds" || name == "models" || name == "tune_file")
        continue;  // change no result; what was in the tune file is a setting of its own
      if (name == "epochs" && settings_.schedule == "constant") continue;
      const auto found = before.find(name);
      const std::string old = found == before.end() ? "" : found->second;
      if (old != value)
        fail("resume of '" + settings_.out + "': setting '" + name + "'", "'" + old + "' as in the saved run",
             "'" + value + "'");
    }
  } else if (fs::exists(settings_.out) && !fs::is_empty(settings_.out)) {
    fail("option --out", "a new or empty folder, or --resume to go on with the run in it or add a network to it",
         "'" + settings_.out + "'");
  }
  std::error_code error;
  fs::create_directories(settings_.out, error);
  if (error) fail("option --out", "a folder that can be made", "'" + settings_.out + "': " + error.message());
  if (!resume) write_settings_file(saved, entries_of(settings_));
  const std::string hash = bicameral::content_hash(data_.train);
  const std::string environment =
      bicameral::environment_json(bicameral::environment_record({.command_line = command_line,
                                                                 .threads = pool_->threads(),
                                                                 .data_hash = hash,
                                                                 .git_commit = bicameral_program::commit,
                                                                 .compiler_flags = bicameral_program::compile_flags}));
  // How the run began stays; where it went on is told beside it.
  std::string record = settings_.out + "/environment.json";
  for (int sitting = 2; fs::exists(record); ++sitting)
    record = settings_.out + "/environment." + std::to_string(sitting) + ".json";
  bicameral::write_file(record, environment);

  const bicameral::Classes k = classes();
  std::cout << "Data: " << (settings_.data.empty() ? "built-in synthetic pictures" : settings_.data) << ", "
            << train_data_.train.size() << " images to train on, " << train_data_.validation.size()
            << " to choose the best epoch, " << data_.test.count() << " to test; " << k.fine << " fine and " << k.coarse
            << " coarse classes\n";
  std::cout << "Run folder: " << settings_.out << "\n";
  std::cout << "Build: " << bicameral::to_text(bicameral::build_info()) << "; convolution " << settings_.convolution
            << "; " << pool_->threads() << (pool_->threads() == 1 ? " thread\n" : " threads\n");
  print_choices();
  for (const std::string& warning : bicameral::warnings(bicameral::build_info()))
    std::cout << "Warning: " << warning << "\n";
  std::cout << "\n";
}

void Run::print_choices() const {
  if (settings_.convolution_choices.empty()) return;
  std::cout << "Convolutions chosen by "
            << (settings_.tune_file.empty() ? "--convolution-choices" : settings_.tune_file)
            << " (channels x height x width, filters, kernel, stride, padding: forward, input and weight gradient):\n";
  for (const bicameral::ConvolutionChoice& choice : train_settings(settings_, false, 0).compute.convolution.choices)
    std::cout << "  " << bicameral::shape_text(choice) << ": " << choice.algorithms[0] << ", " << choice.algorithms[1]
              << ", " << choice.algorithms[2] << "\n";
}

std::string Run::folder_of(std::uint64_t seed, Kind kind) const {
  return settings_.out + "/seed" + std::to_string(seed) + "/" + std::string(name_of(kind));
}

std::unique_ptr<Model> Run::new_model(std::uint64_t seed, Kind kind) const {
  return make_model(kind, settings_.width, classes(), seed_of(seed, kind));
}

bicameral::TrainSettings Run::train_settings_of(std::uint64_t seed, Kind kind) const {
  return train_settings(settings_, kind == Kind::bilateral, seed_of(seed, kind));
}

void Run::expect_halves(std::uint64_t seed) const {
  for (const Kind half : {Kind::left, Kind::right})
    if (!fs::exists(folder_of(seed, half) + "/result.json"))
      fail("network 'bilateral'",
           "a finished " + std::string(name_of(half)) + " hemisphere in " + folder_of(seed, half) +
               " (train it first with the same --out)",
           "none");
}

Result Run::train(std::uint64_t seed, Kind kind, bool resume) {
  const std::string folder = folder_of(seed, kind);
  const std::string finished = folder + "/result.json";
  std::cout << "== " << description_of(kind) << ", seed " << seed << "\n";
  if (resume && fs::exists(finished)) {
    std::cout << "   finished before; result read from " << finished << "\n";
    return read_result(finished);
  }
  const auto model = new_model(seed, kind);
  if (kind == Kind::bilateral) {
    expect_halves(seed);
    for (const Kind half : {Kind::left, Kind::right})
      model->load_half(folder_of(seed, half) + "/best.safetensors", name_of(half));
  }
  fs::create_directories(folder);
  const bicameral::CheckpointFiles files{folder + "/last.safetensors", folder + "/best.safetensors"};
  const bicameral::TrainSettings settings = train_settings_of(seed, kind);
  const bool go_on = resume && fs::exists(files.last);

  MetricsLog log(
      folder,
      go_on ? bicameral::position_from(bicameral::SafetensorsFile::open(files.last).metadata(), files.last).epoch : 0,
      settings_.tensorboard);
  const std::optional<int> columns = bicameral::terminal_columns(stdout);
  bicameral::ProgressLine progress(std::cout, columns.has_value(), {.columns = columns.value_or(120), .clock = {}});
  const bicameral::TrainCallbacks callbacks{
      .on_step =
          [&](const bicameral::StepReport& report) { progress.show(bicameral::progress_of(report, name_of(kind))); },
      .on_epoch =
          [&](const bicameral::EpochReport& report) {
            log.add(report);
            progress.finish(bicameral::epoch_text(report, name_of(kind)));
          },
      .stop_requested = [] { return stop_requested.load(); }};
  if (go_on) std::cout << "   going on from " << files.last << "\n";
  const bicameral::TrainResult trained = model->train(train_data_, settings, *pool_, files, go_on, callbacks);
  if (!trained.finished) {
    std::cout << "\n   stopped in epoch " << trained.position.epoch + 1 << " after step " << trained.position.step
              << "; saved in " << files.last << "\n";
    throw Stopped{"the same command with --resume"};
  }

  std::vector<std::uint32_t> test(static_cast<std::size_t>(data_.test.count()));
  for (std::size_t i = 0; i < test.size(); ++i) test[i] = static_cast<std::uint32_t>(i);
  const auto scores = [&] {
    return scores_of(model->evaluate(data_.test, test, settings_.batch, settings.compute, *pool_));
  };
  Result result;
  result.kind = kind;
  result.seed = seed;
  model->load(files.last);
  result.last = scores();
  model->load(files.best);
  result.best = scores();
  const bicameral::NetworkFacts facts = model->facts();
  result.best_epoch = trained.position.best_epoch + 1;
  result.epochs = trained.position.epoch;
  result.parameters = facts.parameters;
  result.images_seen = static_cast<double>(trained.position.images_seen);
  result.multiply_adds =
      result.images_seen * static_cast<double>(facts.forward_multiply_adds + facts.backward_multiply_adds);
  result.forward_multiply_adds = static_cast<double>(facts.forward_multiply_adds);
  result.seconds = trained.position.seconds;
  write_result(finished, result);
  return result;
}

}  // namespace cifar100
