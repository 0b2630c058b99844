#include "examples/cifar100/run/run.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <numeric>
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
#include "examples/cifar100/model.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/run/metrics_log.hpp"
#include "examples/cifar100/run/run_folder.hpp"
#include "examples/cifar100/settings/tuned.hpp"

namespace cifar100 {

namespace fs = std::filesystem;
using bicameral::fail;

std::atomic<bool> stop_requested{false};

void stop_by_signals() {
  const auto stop = [](int) { stop_requested = true; };
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
}

void report_file_size_limit() {
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);
#endif
}

namespace {

/// A seed for one part of one repetition: two parts must not share weights or masks.
std::uint64_t seed_of(std::uint64_t seed, const std::string& part) {
  const bicameral::StreamKey key(seed, bicameral::Purpose::initialize, part);
  return (std::uint64_t{key.words[0]} << 32) | key.words[1];
}

/// The first list, then what only the second one has.
template <class Value>
std::vector<Value> joined_lists(std::vector<Value> list, const std::vector<Value>& more) {
  for (const Value& value : more)
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
  return list;
}

std::vector<std::uint32_t> first_numbers(std::int64_t count) {
  std::vector<std::uint32_t> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

/// A process that was killed while it wrote leaves a file under a name of its own.
void remove_unfinished_files(const std::string& folder) {
  std::vector<fs::path> unfinished;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().filename().string().find(".part-") != std::string::npos) unfinished.push_back(entry.path());
  std::error_code ignored;
  for (const fs::path& path : unfinished) fs::remove(path, ignored);
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

Run::Run(const Settings& settings) : settings_(settings), study_(settings_), data_(load_data(settings)) {
  width_named(settings.width);  // before anything is written
  if (settings.limit > 0 && settings.limit < data_.train.count())
    data_.train = bicameral::first(data_.train, settings.limit);
  data_hash_ = bicameral::content_hash(data_.train);
  test_hash_ = bicameral::content_hash(data_.test);
  if (settings.validation > 0) {
    bicameral::Split split = bicameral::stratified_split(data_.train.fine, settings.validation, settings.first_seed);
    train_data_.train = std::move(split.train);
    train_data_.validation = std::move(split.validation);
  } else {
    train_data_.train = first_numbers(data_.train.count());
    if (has_quirk(settings, quirk_test_selection)) take_test_images_to_choose();
  }
  train_data_.images = &data_.train;
  const auto images = static_cast<std::int64_t>(train_data_.train.size());
  plan_ = {&settings_, &study_, data_.train.classes(), images};
  for (const Part* part : study_.order()) expect_trainable(*part);
  pool_ = std::make_unique<bicameral::ThreadPool>(thread_count(settings.threads));
}

void Run::expect_trainable(const Part& part) const {
  if (part.stage != Stage::averaging)
    bicameral::check(train_settings_of(settings_.first_seed, part), plan_.train_images);
  else if (train_data_.validation.empty() && part.members < static_cast<int>(part.origins.size()))
    fail("setting 'validation'", "images to choose the best members of '" + part.name + "' on", "0");
}

void Run::take_test_images_to_choose() {
  bicameral::Dataset& train = data_.train;
  const int images = train.count();
  bicameral::Dataset both = bicameral::make_dataset(train.shape, std::int64_t{images} + data_.test.count(),
                                                    train.fine_names, train.coarse_names);
  for (const auto& [from, begin] : {std::pair{&train, 0}, std::pair{&data_.test, images}}) {
    std::copy_n(from->fine.begin(), from->fine.size(), both.fine.begin() + begin);
    std::copy_n(from->coarse.begin(), from->coarse.size(), both.coarse.begin() + begin);
    std::copy_n(from->image(0), from->count() * train.shape.size(), both.image(begin));
  }
  train_data_.validation.resize(static_cast<std::size_t>(data_.test.count()));
  std::iota(train_data_.validation.begin(), train_data_.validation.end(), static_cast<std::uint32_t>(images));
  train = std::move(both);
}

void Run::open_folder(bool resume, const std::vector<std::string>& command_line) {
  const auto expect_new_folder = [&] {
    if (!may_begin_in(settings_.out))
      fail("option --out", "a new or empty folder, or --resume to go on with the run in it or add to it",
           "'" + settings_.out + "'");
  };
  if (resume)
    go_on_with_folder();
  else
    expect_new_folder();
  std::error_code error;
  fs::create_directories(settings_.out, error);
  if (error) fail("option --out", "a folder that can be made", "'" + settings_.out + "': " + error.message());
  lock_ = RunLock(settings_.out);
  if (!resume) expect_new_folder();  // another process may have held it until now
  remove_unfinished_files(settings_.out);
  bicameral::EnvironmentRecord environment =
      bicameral::environment_record({.command_line = command_line,
                                     .threads = pool_->threads(),
                                     .data_hash = data_hash_,
                                     .git_commit = bicameral_program::commit,
                                     .compiler_flags = bicameral_program::compile_flags});
  environment.emplace_back("test_hash", test_hash_);
  if (resume) std::cout << other_program_note(run_environment(settings_.out), {environment.begin(), environment.end()});
  // How the run began stays; where it went on is told beside it.
  std::string record = settings_.out + "/environment.json";
  for (int sitting = 2; resume && fs::exists(record); ++sitting)
    record = settings_.out + "/environment." + std::to_string(sitting) + ".json";
  bicameral::write_file(record, bicameral::environment_json(environment));
  // The last of what a run begins with: a folder without it is as good as new.
  Settings kept = settings_;
  write_settings_file(settings_.out + "/settings.json", entries_of(kept));  // arms and seeds may be new
  print_beginning();
}

void Run::go_on_with_folder() {
  expect_same_run(settings_);
  const auto expect_same = [&](const std::string& images, const std::string& before, const std::string& now) {
    if (before != now)
      fail("resume of '" + settings_.out + "': " + images, "those of the saved run (hash " + before + ")",
           "others (hash " + now + ")");
  };
  expect_same("training images", run_data_hash(settings_.out), data_hash_);
  const std::map<std::string, std::string> environment = run_environment(settings_.out);
  if (const auto found = environment.find("test_hash"); found != environment.end())  // older records have none
    expect_same("test images", found->second, test_hash_);
  // Rows and seeds that were asked for before stay in the table.
  const Settings before = run_settings(settings_.out);
  settings_.arms = joined_lists(before.arms, settings_.arms);
  const std::vector<std::uint64_t> seeds = joined_lists(seeds_of(before), seeds_of(settings_));
  if (seeds != seeds_of(settings_)) {
    settings_.seeds.clear();
    for (const std::uint64_t seed : seeds) settings_.seeds += std::to_string(seed) + ",";  // a list, even if of one
  }
  study_ = Study(settings_);
  for (const Part* part : study_.order()) expect_trainable(*part);
}

void Run::print_beginning() const {
  const bicameral::Classes k = plan_.classes;
  std::cout << "Data: " << (settings_.data.empty() ? "built-in synthetic pictures" : settings_.data) << ", "
            << train_data_.train.size() << " images to train on, " << train_data_.validation.size()
            << " to choose the best epoch, " << data_.test.count() << " to test; " << k.fine << " fine and " << k.coarse
            << " coarse classes\n";
  std::cout << "Run folder: " << settings_.out << "\n";
  std::cout << "Build: " << bicameral::to_text(bicameral::build_info()) << "; convolution " << settings_.convolution
            << "; " << pool_->threads() << (pool_->threads() == 1 ? " thread\n" : " threads\n");
  if (!settings_.convolution_choices.empty()) {
    std::cout
        << "Convolutions chosen by " << (settings_.tune_file.empty() ? "--convolution-choices" : settings_.tune_file)
        << " (channels x height x width, filters, kernel, stride, padding: forward, input and weight gradient):\n";
    const bicameral::TrainSettings any = train_settings(settings_, Stage::end_to_end, 1, 0);
    for (const bicameral::ConvolutionChoice& choice : any.compute.convolution.choices)
      std::cout << "  " << bicameral::shape_text(choice) << ": " << choice.algorithms[0] << ", " << choice.algorithms[1]
                << ", " << choice.algorithms[2] << "\n";
  }
  for (const Quirk& quirk : all_quirks())
    if (has_quirk(settings_, quirk.name))
      std::cout << "QUIRK of the study's own program, repeated on purpose (" << quirk.name << "): " << quirk.meaning
                << "\n";
  for (const std::string& warning : bicameral::warnings(bicameral::build_info()))
    std::cout << "Warning: " << warning << "\n";
  std::cout << "\n";
}

std::string part_folder(const std::string& run, std::uint64_t seed, const std::string& part) {
  return run + "/seed" + std::to_string(seed) + "/" + part;
}

std::string result_file(const std::string& run, std::uint64_t seed, const std::string& part) {
  return part_folder(run, seed, part) + "/result.json";
}

void load_members(Model& ensemble, const std::string& run, std::uint64_t seed, const std::vector<std::string>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    ensemble.load_part(part_folder(run, seed, parts[i]) + "/best.safetensors", "",
                       "member" + std::to_string(i + 1) + ".");
}

std::vector<PartResult> finished_parts(const std::string& run, std::uint64_t seed, const Study& study) {
  std::vector<PartResult> results;
  for (const Part& part : study.parts())
    if (const std::string file = result_file(run, seed, part.name); fs::exists(file))
      results.push_back(read_part_result(file));
  return results;
}

std::unique_ptr<Model> Run::new_model(std::uint64_t seed, const Part& part) const {
  return network_named(part.network, settings_.width).make(plan_.classes, seed_of(seed, part.name));
}

bicameral::TrainSettings Run::train_settings_of(std::uint64_t seed, const Part& part) const {
  return train_settings(settings_, part.stage, std::max(1, plan_.epochs_of(part)), seed_of(seed, part.name));
}

void Run::expect_origins(std::uint64_t seed, const Part& part) const {
  for (const Origin& origin : part.origins)
    if (!fs::exists(result_file(settings_.out, seed, origin.part)))
      fail("network '" + part.name + "'",
           "a finished '" + origin.part + "' in " + part_folder(settings_.out, seed, origin.part) +
               " (train it first with the same --out)",
           "none");
}

void Run::load_origins(Model& model, std::uint64_t seed, const Part& part, PartResult& result) const {
  expect_origins(seed, part);
  if (part.stage != Stage::averaging) {
    for (const Origin& origin : part.origins)
      model.load_part(part_folder(settings_.out, seed, origin.part) + "/best.safetensors", origin.file_prefix,
                      origin.prefix);
    return;
  }
  std::vector<std::pair<double, const Origin*>> candidates;
  for (const Origin& origin : part.origins)
    candidates.emplace_back(read_part_result(result_file(settings_.out, seed, origin.part)).validation_score, &origin);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < static_cast<std::size_t>(part.members); ++i)
    result.members.push_back(candidates[i].second->part);
  load_members(model, settings_.out, seed, result.members);
}

bicameral::TrainResult Run::train_weights(Model& model, std::uint64_t seed, const Part& part) const {
  const std::string folder = part_folder(settings_.out, seed, part.name);
  const bicameral::CheckpointFiles files{folder + "/last.safetensors", folder + "/best.safetensors"};
  const bool go_on = fs::exists(files.last);
  MetricsLog log(
      folder,
      go_on ? bicameral::position_from(bicameral::SafetensorsFile::open(files.last).metadata(), files.last).epoch : 0,
      settings_.tensorboard);
  const std::optional<int> columns = bicameral::terminal_columns(stdout);
  bicameral::ProgressLine progress(std::cout, columns.has_value(), {.columns = columns.value_or(120), .clock = {}});
  const bicameral::TrainCallbacks callbacks{
      .on_step = [&](const bicameral::StepReport& report) { progress.show(bicameral::progress_of(report, part.name)); },
      .on_epoch =
          [&](const bicameral::EpochReport& report) {
            log.add(report);
            progress.finish(bicameral::epoch_text(report, part.name));
          },
      .stop_requested = [] { return stop_requested.load(); }};
  if (go_on) std::cout << "   going on from " << files.last << "\n";
  const bicameral::TrainResult trained =
      model.train(train_data_, train_settings_of(seed, part), *pool_, files, go_on, callbacks);
  if (!trained.finished) {
    std::cout << "\n   stopped in epoch " << trained.position.epoch + 1 << " after step " << trained.position.step
              << "; saved in " << files.last << "\n";
    throw Stopped{"the same command with --resume"};
  }
  return trained;
}

PartResult Run::train(std::uint64_t seed, const Part& part) {
  const std::string folder = part_folder(settings_.out, seed, part.name);
  const std::string finished = result_file(settings_.out, seed, part.name);
  if (fs::exists(finished)) return read_part_result(finished);
  if (stop_requested) throw Stopped{"the same command with --resume"};
  const auto model = new_model(seed, part);
  PartResult result{.part = part.name, .network = part.network, .seed = seed};
  load_origins(*model, seed, part, result);
  fs::create_directories(folder);
  const std::vector<std::uint32_t> test = first_numbers(data_.test.count());
  const Asking asking{settings_.batch, train_settings_of(seed, part).compute, settings_.test_flips};
  const auto evaluate = [&](const bicameral::Dataset& images, const std::vector<std::uint32_t>& which) {
    return model->evaluate(images, which, asking, *pool_);
  };
  const bicameral::NetworkFacts facts = model->facts();
  result.parameters = facts.parameters;
  result.forward_multiply_adds = static_cast<double>(facts.forward_multiply_adds);
  if (part.stage == Stage::averaging) {
    result.best = result.last = scores_of(evaluate(data_.test, test));
    if (!train_data_.validation.empty())
      result.validation_score = bicameral::selection_score(evaluate(data_.train, train_data_.validation));
  } else {
    const bicameral::TrainResult trained = train_weights(*model, seed, part);
    model->load(folder + "/last.safetensors");
    result.last = scores_of(evaluate(data_.test, test));
    model->load(folder + "/best.safetensors");
    result.best = scores_of(evaluate(data_.test, test));
    result.validation_score = trained.position.best_score;
    result.best_epoch = trained.position.best_epoch + 1;
    result.epochs = trained.position.epoch;
    result.images_seen = static_cast<double>(trained.position.images_seen);
    result.multiply_adds =
        result.images_seen * static_cast<double>(facts.forward_multiply_adds + facts.backward_multiply_adds);
    result.seconds = trained.position.seconds;
    if (trained.end == bicameral::TrainEnd::patience)
      std::cout << "   ended early: no better epoch for " << settings_.patience << " epochs\n";
  }
  write_part_result(finished, result);
  return result;
}

}  // namespace cifar100
