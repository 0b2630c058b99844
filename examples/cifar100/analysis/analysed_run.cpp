#include "examples/cifar100/analysis/analysed_run.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/report/environment.hpp"
#include "build_record.hpp"
#include "examples/cifar100/analysis/progress_line.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/run/folder.hpp"
#include "examples/cifar100/run/images.hpp"
#include "examples/cifar100/run/part_files.hpp"
#include "examples/cifar100/settings/tuned.hpp"
#include "examples/cifar100/study/training.hpp"

namespace cifar100 {

namespace fs = std::filesystem;
using bicameral::fail;

namespace {

std::optional<HalfParts> halves_of(const Study& study, const Part& part) {
  const Part* left = nullptr;
  const Part* right = nullptr;
  for (const Origin& origin : part.origins) {
    if (origin.prefix == "left.") left = &study.part(origin.part);
    if (origin.prefix == "right.") right = &study.part(origin.part);
  }
  if (left != nullptr && right != nullptr) return HalfParts{*left, *right};
  // A part that goes on from another one has that one's halves.
  if (part.stage == Stage::fine_tuning && part.origins.size() == 1)
    return halves_of(study, study.part(part.origins[0].part));
  return std::nullopt;
}

std::vector<std::uint64_t> asked_seeds(const Settings& settings, const std::string& asked) {
  const std::vector<std::uint64_t> all = seeds_of(settings);
  if (asked.empty()) return all;
  const auto number = bicameral::parse_unsigned(asked);
  if (!number || std::find(all.begin(), all.end(), *number) == all.end()) {
    std::string known;
    for (const std::uint64_t seed : all) known += (known.empty() ? "" : ", ") + std::to_string(seed);
    fail("option --seed", "a seed of the run, " + known, "'" + asked + "'");
  }
  return {*number};
}

std::string left_out_text(const LeftOut& each) {
  return "seed " + std::to_string(each.seed) + ": " + lack_text(each.lack);
}

/// The first row of the whole study that makes a part.
std::string row_that_needs(const Settings& settings, const Part& part) {
  Settings all = settings;
  all.arms = {"all"};
  const Study study(all);
  for (const Row& row : study.rows())
    for (const Part* needed : study.needed_by(row.part))
      if (needed->name == part.name) return row.name;
  return "all";
}

/// What is missing of all seeds, and how it is made.
[[noreturn]] void fail_without_seeds(const std::string& run, const Settings& settings, const Part& part,
                                     const std::vector<LeftOut>& left_out) {
  const std::string resume = "`bicameral experiment --resume --out " + run;
  if (std::none_of(left_out.begin(), left_out.end(), [](const LeftOut& each) { return each.lack.finished; }))
    fail(
        "run '" + run + "'",
        "a finished part '" + part.name + "' (" + resume + " --arms " + row_that_needs(settings, part) + "` trains it)",
        "none");
  std::string lacks;
  for (const LeftOut& each : left_out) lacks += (lacks.empty() ? "" : "; ") + left_out_text(each);
  fail("run '" + run + "'",
       "the weights of '" + part.name + "' and of what is asked with it (best.safetensors in the folder of a part; " +
           resume + "` trains a part anew whose folder was removed)",
       lacks);
}

bicameral::TrainTest pictures_of(const Settings& settings) {
  bicameral::TrainTest data = load_data(settings);
  if (settings.limit > 0 && settings.limit < data.train.count())
    data.train = bicameral::first(data.train, settings.limit);
  const auto expect_same = [&](const std::string& images, const std::string& hash, const bicameral::Dataset& here) {
    if (const std::string found = bicameral::content_hash(here); found != hash)
      fail(
          "run '" + settings.out + "'", "the " + images + " pictures of the run (hash " + hash + ")",
          "others in " + (settings.data.empty() ? "the program" : "'" + settings.data + "'") + " (hash " + found + ")");
  };
  expect_same("training", run_data_hash(settings.out), data.train);
  const std::map<std::string, std::string> environment = run_environment(settings.out);
  if (const auto found = environment.find("test_hash"); found != environment.end())  // older records have none
    expect_same("test", found->second, data.test);
  return data;
}

}  // namespace

AnalysedRun::AnalysedRun(const AnalysisOptions& options, Asks asks)
    : settings_(run_settings(options.run)), command_(bicameral::shell_text(options.command_line)) {
  bicameral::expect(options.batch > 0, "option --batch", "a positive number", options.batch);
  bicameral::expect(options.threads >= 0, "option --threads", "0 or more", options.threads);
  if (!options.data.empty()) settings_.data = options.data;
  const Study study(settings_);
  part_ = study.part(options.part, "option --part");
  halves_ = halves_of(study, part_);
  for (const std::uint64_t seed : asked_seeds(settings_, options.seed)) {
    if (const std::optional<Lack> lack = lack_in(seed, asks))
      left_out_.push_back({seed, *lack});
    else
      seeds_.push_back(seed);
  }
  if (seeds_.empty()) fail_without_seeds(options.run, settings_, part_, left_out_);
  data_ = pictures_of(settings_);
  pool_ = std::make_unique<bicameral::ThreadPool>(thread_count(options.threads));
  asking_ = {options.batch, train_settings(settings_, Stage::end_to_end, 1, 0).compute, false};
}

Asking AnalysedRun::asking(const std::string& what) const {
  Asking asking = asking_;
  asking.progress = progress_line(what);
  return asking;
}

std::optional<Lack> AnalysedRun::lack_in(std::uint64_t seed, Asks asks) const {
  std::vector<const Part*> asked{&part_};
  if (asks == Asks::part_and_halves && halves_) asked.insert(asked.end(), {&halves_->left, &halves_->right});
  for (const Part* part : asked)
    if (const std::optional<Lack> lack = lack_of(settings_.out, seed, *part)) return lack;
  return std::nullopt;
}

std::unique_ptr<Model> AnalysedRun::model(std::uint64_t seed, const Part& part) const {
  auto model = network_named(part.network, settings_.width).make(data_.train.classes(), 0);
  if (part.stage == Stage::averaging)
    load_members(*model, settings_.out, seed, read_part_result(result_file(settings_.out, seed, part.name)).members);
  else
    model->load(part_folder(settings_.out, seed, part.name) + "/best.safetensors");
  return model;
}

Json AnalysedRun::about(std::uint64_t seed) const {
  return {{"part", part_.name}, {"seed", seed}, {"command", command_}, {"commit", bicameral_program::commit}};
}

std::string AnalysedRun::folder_of(std::uint64_t seed) const {
  const std::string path = part_folder(settings_.out, seed, part_.name) + "/analysis";
  fs::create_directories(path);
  return path;
}

std::string AnalysedRun::folder() const {
  const std::string path = settings_.out + "/analysis/" + part_.name;
  fs::create_directories(path);
  return path;
}

void tell_left_out(const AnalysedRun& run) {
  for (const LeftOut& each : run.left_out()) std::cout << left_out_text(each) << ", left out\n";
}

}  // namespace cifar100
