#include "examples/cifar100/run/run.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>
#include <utility>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/build_info.hpp"
#include "bicameral/report/environment.hpp"
#include "build_record.hpp"
#include "examples/cifar100/model.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/run/folder.hpp"
#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/settings/tuned.hpp"

namespace cifar100 {

namespace fs = std::filesystem;
using bicameral::fail;

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

/// A process that was killed while it wrote leaves files under names of its own. Analyses may be at work in theirs.
void remove_unfinished_files(const std::string& folder) {
  std::vector<fs::path> unfinished;
  std::error_code ignored;
  for (fs::recursive_directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (name == "analysis") entry.disable_recursion_pending();
    if (bicameral::is_unfinished_file(name)) unfinished.push_back(entry->path());
  }
  for (const fs::path& path : unfinished) fs::remove(path, ignored);
}

}  // namespace

Run::Run(const Settings& settings)
    : settings_(settings),
      study_(settings_),
      images_(settings),
      plan_{&settings_, &study_, images_.all().train.classes(), std::ssize(images_.split().train)} {
  width_named(settings.width);  // before anything is written
  for (const Part* part : study_.order()) expect_trainable(*part);
  pool_ = std::make_unique<bicameral::ThreadPool>(thread_count(settings.threads));
}

void Run::expect_trainable(const Part& part) const {
  if (part.stage != Stage::averaging)
    bicameral::check(train_settings_of(settings_.first_seed, part), plan_.train_images);
  else if (images_.split().validation.empty() && part.members < static_cast<int>(part.origins.size()))
    fail("setting 'validation'", "images to choose the best members of '" + part.name + "' on", "0");
}

void Run::open_folder(const std::vector<std::string>& command_line) {
  const auto expect_new_folder = [&] {
    if (!joined_ && !may_begin_in(settings_.out))
      fail("option --out", "a new or empty folder, or --resume to go on with the run in it or add to it",
           "'" + settings_.out + "'");
  };
  expect_new_folder();
  std::error_code error;
  fs::create_directories(settings_.out, error);
  if (error) fail("option --out", "a folder that can be made", "'" + settings_.out + "': " + error.message());
  lock_ = RunLock(settings_.out);
  expect_new_folder();  // another process may have held it until now
  remove_unfinished_files(settings_.out);
  bicameral::EnvironmentRecord environment =
      bicameral::environment_record({.command_line = command_line,
                                     .threads = pool_->threads(),
                                     .data_hash = images_.train_hash(),
                                     .git_commit = bicameral_program::commit,
                                     .compiler_flags = bicameral_program::compile_flags});
  environment.emplace_back("test_hash", images_.test_hash());
  if (joined_)
    std::cout << other_program_note(run_environment(settings_.out), {environment.begin(), environment.end()});
  // How the run began stays; where it went on is told beside it.
  std::string record = settings_.out + "/environment.json";
  for (int sitting = 2; joined_ && fs::exists(record); ++sitting)
    record = settings_.out + "/environment." + std::to_string(sitting) + ".json";
  bicameral::write_file(record, bicameral::environment_json(environment));
  // The last of what a run begins with: a folder without it is as good as new.
  Settings kept = settings_;
  write_settings_file(settings_.out + "/settings.json", entries_of(kept));  // arms and seeds may be new
  is_open_ = true;
  print_beginning();
}

bool Run::is_finished(std::uint64_t seed, const std::string& part) const {
  return has_folder() && fs::exists(result_file(settings_.out, seed, part));
}

void Run::join_earlier() {
  expect_same_run(settings_);
  const auto expect_same = [&](const std::string& images, const std::string& before, const std::string& now) {
    if (before != now)
      fail("resume of '" + settings_.out + "': " + images, "those of the saved run (hash " + before + ")",
           "others (hash " + now + ")");
  };
  expect_same("training images", run_data_hash(settings_.out), images_.train_hash());
  const std::map<std::string, std::string> environment = run_environment(settings_.out);
  if (const auto found = environment.find("test_hash"); found != environment.end())  // older records have none
    expect_same("test images", found->second, images_.test_hash());
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
  joined_ = true;
}

void Run::print_beginning() const {
  const bicameral::Classes k = plan_.classes;
  std::cout << "Data: " << (settings_.data.empty() ? "built-in synthetic pictures" : settings_.data) << ", "
            << images_.split().train.size() << " images to train on, " << images_.split().validation.size()
            << " to choose the best epoch, " << images_.all().test.count() << " to test; " << k.fine << " fine and "
            << k.coarse << " coarse classes\n";
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

std::unique_ptr<Model> Run::new_model(std::uint64_t seed, const Part& part) const {
  return network_named(part.network, settings_.width).make(plan_.classes, seed_of(seed, part.name));
}

bicameral::TrainSettings Run::train_settings_of(std::uint64_t seed, const Part& part) const {
  return train_settings(settings_, part.stage, std::max(1, plan_.epochs_of(part)), seed_of(seed, part.name));
}

}  // namespace cifar100
