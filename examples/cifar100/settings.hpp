#pragma once
// The settings of the program: one list of names serves the command line, settings files, and what a run saves.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/train/settings.hpp"

namespace cifar100 {

/// Everything that decides what `experiment` and `train` do; defaults are those of the preset "reduced".
struct Settings {
  std::string preset = "reduced";
  std::string data;  // a folder in the CIFAR-100 binary layout; empty: the built-in synthetic pictures
  std::string out = "bicameral-run";
  std::vector<std::string> models{"left", "right", "bilateral", "unspecialised", "single"};
  std::string width = "0.25";
  int epochs = 4;
  int batch = 128;
  int seeds = 1;
  std::uint64_t first_seed = 0;
  int threads = 0;          // 0: one per core
  int limit = 0;            // use only so many training images; 0: all
  double validation = 0.1;  // share of the training images that chooses the best epoch
  std::string optimizer = "sgd";
  double learning_rate = 0.1;
  double head_learning_rate = 0.02;  // for the heads on frozen hemispheres
  double weight_decay = 5e-4;
  double momentum = 0.9;
  std::string schedule = "one_cycle";
  std::int64_t warmup_steps = 0;
  double label_smoothing = 0;
  double clip_norm = 0;
  double average_decay = 0;
  int patience = 0;
  bool decay_all = true;
  bool augment = true;
  int cutout = 0;
  double mixup = 0;
  bool tensorboard = false;
  std::string convolution = "automatic";
  std::string tune_file;              // measured choices of algorithms, by `bicameral tune`; read when a run begins
  std::string convolution_choices;    // those choices, shape by shape, see kernels/conv2d/choice_text.hpp
  int synthetic_train_images = 5000;  // of the built-in pictures
  int synthetic_test_images = 2000;
  int synthetic_coarse_classes = 20;
  int synthetic_fine_per_coarse = 5;
};

/// One setting by name: how to read it from text (throws Error) and how to write it.
struct SettingEntry {
  std::string name;  // "learning_rate"; on the command line "--learning-rate"
  std::string help;
  std::function<void(const std::string&)> set;
  std::function<std::string()> get;
};

/// The list for one Settings object, which must outlive it.
std::vector<SettingEntry> entries_of(Settings& settings);

/// The settings of a preset: "demo" (built-in pictures, a few minutes), "reduced" (the study on a small machine),
/// "smoke" (seconds, proves that everything runs). Throws, with the list, for another name.
Settings preset(std::string_view name);

/// The known word with the fewest letters to change. Requires that one is known.
std::string nearest(const std::string& word, const std::vector<std::string>& known);

/// Sets one setting; an unknown name is refused with the nearest known one.
void set(std::vector<SettingEntry>& entries, const std::string& name, const std::string& value,
         const std::string& where);

/// Name and value pairs of a JSON settings file; a value may be a text, a number, true, false or a list of texts.
std::map<std::string, std::string> read_settings_file(const std::string& path);
/// Writes all settings as JSON, whole or not at all.
void write_settings_file(const std::string& path, const std::vector<SettingEntry>& entries);

/// Throws unless the settings make sense together.
void check(const Settings& settings);

/// What one network is trained with.
bicameral::TrainSettings train_settings(const Settings& settings, bool heads_only, std::uint64_t seed);

}  // namespace cifar100
