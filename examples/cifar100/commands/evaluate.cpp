// bicameral evaluate: what a trained network gets right, in numbers and files.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/xtensor.hpp"
#include "bicameral/report/table.hpp"
#include "examples/cifar100/analysis/answers_csv.hpp"
#include "examples/cifar100/analysis/progress_line.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/npy.hpp"
#include "examples/cifar100/run/images.hpp"
#include "examples/cifar100/settings/tuned.hpp"
#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

namespace {

struct Options {
  std::string checkpoint;
  std::string network;
  std::string width;
  std::string data;
  std::string part = "test";
  std::string features;
  std::string per_class;
  std::string confusion;
  std::string tune_file;
  bool flips = false;
  int batch = 128;
  int threads = 0;
};

std::string percent(double share) { return bicameral::fixed_text(100 * share, 2); }

void add_row(bicameral::Table& table, const char* label, const bicameral::LabelEvaluation& e) {
  table.add_row({label, percent(e.accuracy.top1()), percent(e.accuracy.top5()),
                 bicameral::fixed_text(e.calibration.negative_log_likelihood(), 4),
                 bicameral::fixed_text(e.calibration.expected_calibration_error(), 4),
                 bicameral::fixed_text(e.calibration.brier_score(), 4)});
}

/// The settings of the run whose folder the checkpoint lies in (RUN/seed0/left/best.safetensors), or those of the
/// preset that runs begin with.
Settings settings_of_run(const std::string& checkpoint) {
  const std::filesystem::path folder = std::filesystem::path(checkpoint).parent_path();
  const std::filesystem::path saved = folder / ".." / ".." / "settings.json";
  if (!std::filesystem::exists(saved)) return preset("reduced");
  Settings settings;
  std::vector<SettingEntry> entries = entries_of(settings);
  for (const auto& [name, value] : read_settings_file(saved.string())) set(entries, name, value, saved.string());
  return settings;
}

void evaluate(const Options& o) {
  bicameral::expect(o.batch > 0, "option --batch", "a positive number", o.batch);
  bicameral::expect(o.threads >= 0, "option --threads", "0 or more", o.threads);
  if (o.part != "test" && o.part != "train") bicameral::fail("option --part", "test or train", "'" + o.part + "'");
  for (const auto& [option, file] : {std::pair{"--features", &o.features}, std::pair{"--per-class", &o.per_class},
                                     std::pair{"--confusion", &o.confusion}})
    if (file->find('/') != std::string::npos &&
        !std::filesystem::is_directory(std::filesystem::path(*file).parent_path()))
      bicameral::fail(std::string("option ") + option, "a file in a folder that exists", "'" + *file + "'");
  if (!o.confusion.empty() && o.confusion == o.per_class)
    bicameral::fail("option --confusion", "another prefix than that of --per-class", "'" + o.confusion + "' twice");
  Settings settings = settings_of_run(o.checkpoint);
  if (!o.data.empty()) settings.data = o.data;
  if (!o.width.empty()) settings.width = o.width;
  bicameral::ComputeSettings compute;
  if (!o.tune_file.empty())
    compute.convolution.choices =
        bicameral::parse_convolution_choices(choices_in(o.tune_file, o.threads, o.batch), o.tune_file);
  const bicameral::TrainTest data = load_data(settings);
  const bicameral::Dataset& images = o.part == "test" ? data.test : data.train;
  const auto model = network_named(network_of(o.network, settings), settings.width).make(images.classes(), 0);
  model->load(o.checkpoint);
  bicameral::ThreadPool pool(thread_count(o.threads));
  const std::vector<std::uint32_t> all = image_numbers(images.count());
  const bicameral::EvaluationRecord record =
      model->evaluate(images, all, {o.batch, compute, o.flips, progress_line("answers")}, pool);

  std::cout << "Data: " << (settings.data.empty() ? "built-in pictures" : settings.data) << ", " << images.count()
            << " images of the " << (o.part == "test" ? "test" : "training") << " part\n";
  bicameral::Table table({"labels", "top-1 %", "top-5 %", "NLL", "ECE", "Brier"});
  if (record.fine) add_row(table, "fine", *record.fine);
  if (record.coarse) add_row(table, "coarse", *record.coarse);
  std::cout << table.text();
  if (record.hierarchy) {
    std::cout << "coarse class of the fine answer right: " << percent(record.hierarchy->coarse_from_fine()) << " %\n";
    if (record.coarse)
      std::cout << "fine and coarse answer agree: " << percent(record.hierarchy->consistency()) << " %\n";
  }
  const auto write = [&](const std::string& prefix, auto csv) {
    if (prefix.empty()) return;
    if (record.fine) bicameral::write_file(prefix + "fine.csv", csv(*record.fine, images.fine_names));
    if (record.coarse) bicameral::write_file(prefix + "coarse.csv", csv(*record.coarse, images.coarse_names));
  };
  write(o.per_class, per_class_csv);
  write(o.confusion, confusion_csv);
  if (!o.features.empty()) {
    const std::vector<float> values =
        model->features(images, all, {o.batch, compute, false, progress_line("features")}, pool).whole;
    const std::size_t rows = all.size();
    xt::xtensor<float, 2> matrix = xt::xtensor<float, 2>::from_shape({rows, values.size() / rows});
    std::copy(values.begin(), values.end(), matrix.begin());
    bicameral::write_file(o.features, xt::dump_npy(matrix));
    std::cout << "Features [" << rows << ", " << values.size() / rows << "] written to " << o.features << "\n";
  }
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto* command = app.add_subcommand("evaluate", "accuracy, calibration, confusion and features of a trained network");
  auto o = std::make_shared<Options>();
  command->add_option("checkpoint", o->checkpoint, "a .safetensors file")->required();
  command
      ->add_option("--network", o->network,
                   "a network by name, or a part of the study: left, specialised, member3, ...")
      ->required();
  command->add_option("--width", o->width,
                      "share of the study's channel counts [that of the checkpoint's run, or 0.25]");
  command->add_option("--data", o->data,
                      "folder in the CIFAR-100 binary layout [that of the checkpoint's run, or built-in pictures]");
  command->add_option("--part", o->part, "test or train [test]");
  command->add_option("--per-class", o->per_class, "write PREFIXfine.csv and PREFIXcoarse.csv: accuracy of each class");
  command->add_option("--confusion", o->confusion, "write PREFIXfine.csv and PREFIXcoarse.csv: true class by answer");
  command->add_option("--features", o->features, "write the features of all images, not flipped, as .npy");
  command->add_flag("--flips", o->flips, "show each picture and its mirror image; the mean of their logits answers");
  command->add_option("--batch", o->batch, "images at a time [128]");
  command->add_option("--tune-file", o->tune_file, "file of `bicameral tune` that names the convolution algorithms");
  command->add_option("--threads", o->threads, "worker threads; 0: one per core [0]");
  command->callback([o] { evaluate(*o); });
}

}  // namespace cifar100
