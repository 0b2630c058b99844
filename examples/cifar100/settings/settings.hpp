#pragma once
// The settings of the program: one list of names serves the command line, settings files, and what a run saves.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cifar100 {

/// Everything that decides what `experiment` and `train` do; presets start from these defaults.
struct Settings {
  std::string preset = "reduced";
  std::string data;  // a folder in the CIFAR-100 binary layout; empty: the built-in synthetic pictures
  std::string out = "bicameral-run";
  std::vector<std::string> arms{"all"};
  std::string width = "0.25";
  int epochs = 4;
  int head_epochs = 0;       // of heads on frozen halves; 0: as many as `epochs`
  int fine_tune_epochs = 0;  // 0: as many as `epochs`
  int batch = 128;
  std::string seeds = "1";  // how many from first_seed on, or a list
  std::uint64_t first_seed = 0;
  int members = 10;                  // ResNet-9 to choose the ensembles from
  std::vector<int> ensembles{2, 5};  // their sizes
  std::string ensemble_mean = "probabilities";
  int joint_members = 0;  // of an ensemble trained through its mean output; 0: none
  std::vector<std::string> quirks{};
  int threads = 0;          // 0: one per core
  int limit = 0;            // use only so many training images; 0: all
  double validation = 0.1;  // share of the training images that chooses the best epoch
  std::string optimizer = "sgd";
  double learning_rate = 0.1;
  double head_learning_rate = 0.02;  // for the heads on frozen hemispheres
  double fine_tune_learning_rate = 0.01;
  double weight_decay = 5e-4;
  double hemisphere_weight_decay = -1;  // of left and right alone; -1: as weight_decay
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
  bool test_flips = false;  // test images are shown mirrored too
  std::string convolution = "automatic";
  std::string tune_file;              // measured choices of algorithms, by `bicameral tune`; read when a run begins
  std::string convolution_choices;    // those choices, shape by shape, see kernels/conv2d/choice_text.hpp
  int synthetic_train_images = 5000;  // of the built-in pictures
  int synthetic_test_images = 2000;
  int synthetic_coarse_classes = 20;
  int synthetic_fine_per_coarse = 5;
};

/// Oddities of the study's own program that a run can be told to repeat.
inline constexpr std::string_view quirk_momentum = "batch_norm_momentum";
inline constexpr std::string_view quirk_moving_statistics = "moving_statistics";
inline constexpr std::string_view quirk_test_selection = "test_selection";
struct Quirk {
  std::string_view name;
  std::string_view meaning;
};
/// All of them.
std::vector<Quirk> all_quirks();
bool has_quirk(const Settings& settings, std::string_view name);

/// The seeds of a run: setting `seeds` is their number, or a list with a comma. Throws for what is neither, or repeats.
std::vector<std::uint64_t> seeds_of(const Settings& settings);

/// One setting by name: how to read it from text (throws Error) and how to write it.
struct SettingEntry {
  std::string name;  // "learning_rate"; on the command line "--learning-rate"
  std::string help;
  std::function<void(const std::string&)> set;
  std::function<std::string()> get;
};

/// The list for one Settings object, which must outlive it.
std::vector<SettingEntry> entries_of(Settings& settings);

/// The settings of a preset: "paper" (the study's own protocol, its oddities included), "reduced" (the study on a small
/// machine), "demo" (built-in pictures, a few minutes), "smoke" (everything once, a minute). Throws, with
/// the nearest, for another name.
Settings preset(std::string_view name);

/// Sets one setting; an unknown name is refused with the nearest known one.
void set(std::vector<SettingEntry>& entries, const std::string& name, const std::string& value,
         const std::string& where);

/// Name and value pairs of a JSON settings file; a value may be a text, a number, true, false or a list of texts.
std::map<std::string, std::string> read_settings_file(const std::string& path);
/// The version of the program that wrote the file; empty if it does not say.
std::string settings_file_version(const std::string& path);
/// Writes the program's version and all settings as JSON, whole or not at all.
void write_settings_file(const std::string& path, const std::vector<SettingEntry>& entries);

/// Throws unless the settings make sense together.
void check(const Settings& settings);

}  // namespace cifar100
