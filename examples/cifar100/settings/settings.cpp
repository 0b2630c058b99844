#include "examples/cifar100/settings/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/version.hpp"
#include "bicameral/kernels/conv2d/choice_text.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

using bicameral::fail;

namespace {

template <class Integer>
Integer integer(const std::string& name, const std::string& text) {
  const auto value = bicameral::parse_integer(text);
  if (!value) fail("setting '" + name + "'", "a whole number", "'" + text + "'");
  if (*value < std::int64_t{std::is_unsigned_v<Integer> ? 0 : std::numeric_limits<Integer>::min()} ||
      (sizeof(Integer) < 8 && *value > static_cast<std::int64_t>(std::numeric_limits<Integer>::max())))
    fail("setting '" + name + "'", "a number in range", text);
  return static_cast<Integer>(*value);
}

double real(const std::string& name, const std::string& text) {
  const auto value = bicameral::parse_number(text);
  if (!value) fail("setting '" + name + "'", "a number", "'" + text + "'");
  return *value;
}

template <class V>
SettingEntry entry(std::string name, std::string help, V& value) {
  SettingEntry result{name, std::move(help), {}, {}};
  if constexpr (std::is_same_v<V, std::string>) {
    result.set = [&value](const std::string& text) { value = text; };
    result.get = [&value] { return value; };
  } else if constexpr (std::is_same_v<V, std::vector<std::string>>) {
    result.set = [&value](const std::string& text) { value = comma_separated(text); };
    result.get = [&value] { return joined(value, ","); };
  } else if constexpr (std::is_same_v<V, std::vector<int>>) {
    result.set = [&value, name](const std::string& text) {
      value.clear();
      for (const std::string& word : comma_separated(text)) value.push_back(integer<int>(name, word));
    };
    result.get = [&value] {
      std::vector<std::string> words;
      for (const int each : value) words.push_back(std::to_string(each));
      return joined(words, ",");
    };
  } else if constexpr (std::is_same_v<V, bool>) {
    result.set = [&value, name](const std::string& text) {
      if (text != "true" && text != "false") fail("setting '" + name + "'", "true or false", "'" + text + "'");
      value = text == "true";
    };
    result.get = [&value] { return std::string(value ? "true" : "false"); };
  } else if constexpr (std::is_same_v<V, double>) {
    result.set = [&value, name](const std::string& text) { value = real(name, text); };
    result.get = [&value] { return bicameral::number_text(value); };
  } else {
    result.set = [&value, name](const std::string& text) { value = integer<V>(name, text); };
    result.get = [&value] { return std::to_string(value); };
  }
  return result;
}

}  // namespace

std::vector<std::uint64_t> seeds_of(const Settings& s) {
  std::vector<std::uint64_t> seeds;
  if (s.seeds.find(',') == std::string::npos) {
    const int count = integer<int>("seeds", s.seeds);
    if (count < 1) fail("setting 'seeds'", "at least 1, or a list of seeds", s.seeds);
    for (int i = 0; i < count; ++i) seeds.push_back(s.first_seed + static_cast<std::uint64_t>(i));
    return seeds;
  }
  for (const std::string& word : comma_separated(s.seeds)) {
    if (word.empty()) continue;  // "7," is a list of one
    seeds.push_back(integer<std::uint64_t>("seeds", word));
    if (std::count(seeds.begin(), seeds.end(), seeds.back()) > 1)
      fail("setting 'seeds'", "every seed once", word + " twice");
  }
  if (seeds.empty()) fail("setting 'seeds'", "at least 1, or a list of seeds", "'" + s.seeds + "'");
  return seeds;
}

std::vector<SettingEntry> entries_of(Settings& s) {
  return {
      entry(
          "preset",
          "where the other settings start: paper (the study's protocol), reduced (the study on a small machine), demo "
          "(built-in pictures, minutes), smoke (everything once, a minute)",
          s.preset),
      entry("data", "folder in the CIFAR-100 binary layout; empty: built-in synthetic pictures", s.data),
      entry("out", "run folder: checkpoints, metrics, results", s.out),
      entry("arms", "what to compare: all, arms by name or number, or single rows of the table", s.arms),
      entry("width", "share of the study's channel counts: 1, 0.5 or 0.25", s.width),
      entry("epochs", "passes over the training images, for each network", s.epochs),
      entry("head_epochs", "epochs of new heads on frozen halves; 0: as many as epochs", s.head_epochs),
      entry("fine_tune_epochs", "epochs of fine-tuning; 0: as many as epochs", s.fine_tune_epochs),
      entry("batch", "images per step", s.batch),
      entry("seeds", "how often the whole comparison is repeated, or a list of seeds", s.seeds),
      entry("first_seed", "seed of the first repetition; the next ones count up", s.first_seed),
      entry("members", "single ResNet-9 that are trained to choose the ensembles from", s.members),
      entry("ensembles", "sizes of the ensembles", s.ensembles),
      entry("ensemble_mean", "what is averaged: probabilities or logits", s.ensemble_mean),
      entry("joint_members", "members of an ensemble that is trained through its mean output; 0: none",
            s.joint_members),
      entry("quirks",
            "oddities of the study's own program to repeat: batch_norm_momentum, moving_statistics, "
            "test_selection",
            s.quirks),
      entry("threads", "worker threads; 0: one per core", s.threads),
      entry("limit", "use only so many training images; 0: all", s.limit),
      entry("validation", "share of the training images held out to choose the best epoch", s.validation),
      entry("optimizer", "sgd (Nesterov momentum), adam (L2) or adamw", s.optimizer),
      entry("learning_rate", "highest learning rate", s.learning_rate),
      entry("head_learning_rate", "highest learning rate of heads on frozen hemispheres", s.head_learning_rate),
      entry("fine_tune_learning_rate", "highest learning rate of fine-tuning", s.fine_tune_learning_rate),
      entry("weight_decay", "weight decay", s.weight_decay),
      entry("hemisphere_weight_decay", "that of left and right hemispheres alone; -1: as weight_decay",
            s.hemisphere_weight_decay),
      entry("momentum", "momentum of sgd", s.momentum),
      entry("schedule", "constant, cosine or one_cycle", s.schedule),
      entry("warmup_steps", "steps of linear warm-up (not with one_cycle)", s.warmup_steps),
      entry("label_smoothing", "share of the label's weight spread over all classes", s.label_smoothing),
      entry("clip_norm", "largest norm of the gradient; 0: no clipping", s.clip_norm),
      entry("average_decay",
            "how much of a running average of the weights stays at each step, as 0.999; the average is the result; 0: "
            "none",
            s.average_decay),
      entry("patience", "epochs without a better validation score after which training ends; 0: never", s.patience),
      entry("decay_all", "weight decay on biases and batch norm too: true or false", s.decay_all),
      entry("augment", "random crops and flips of training images: true or false", s.augment),
      entry("cutout", "side in pixels of a square covered in each training image; 0: none", s.cutout),
      entry("mixup", "alpha of mixing each training image with another, as 0.2; 0: not mixed", s.mixup),
      entry("tensorboard", "the metrics as event files for TensorBoard too: true or false", s.tensorboard),
      entry("test_flips", "show each test image and its mirror image, whose mean logits answer: true or false",
            s.test_flips),
      entry("convolution", "convolution algorithm: " + bicameral::convolution_algorithm_names(), s.convolution),
      entry("tune_file", "file of `bicameral tune` that names the algorithms of the shapes in it", s.tune_file),
      entry("convolution_choices", "algorithms of single shapes, as a run saves them; a tune file sets them",
            s.convolution_choices),
      entry("synthetic_train_images", "built-in pictures to train on", s.synthetic_train_images),
      entry("synthetic_test_images", "built-in pictures to test on", s.synthetic_test_images),
      entry("synthetic_coarse_classes", "coarse classes of the built-in pictures", s.synthetic_coarse_classes),
      entry("synthetic_fine_per_coarse", "fine classes in each of them", s.synthetic_fine_per_coarse),
  };
}

void set(std::vector<SettingEntry>& entries, const std::string& name, const std::string& value,
         const std::string& where) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.name == name; });
  if (found != entries.end()) return found->set(value);
  std::vector<std::string> names;
  names.reserve(entries.size());
  for (const SettingEntry& e : entries) names.push_back(e.name);
  fail(where, "a known setting (did you mean '" + nearest(name, names) + "'?)", "'" + name + "'");
}

namespace {

nlohmann::json parse_settings_file(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) fail("settings file", "a readable file", "'" + path + "'");
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(stream);
  } catch (const nlohmann::json::exception& error) {
    fail("settings file '" + path + "'", "JSON", error.what());
  }
  if (!json.is_object()) fail("settings file '" + path + "'", "a JSON object", json.type_name());
  return json;
}

constexpr const char* version_key = "version";

}  // namespace

std::string settings_file_version(const std::string& path) {
  const nlohmann::json json = parse_settings_file(path);
  const auto found = json.find(version_key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::map<std::string, std::string> read_settings_file(const std::string& path) {
  const nlohmann::json json = parse_settings_file(path);
  std::map<std::string, std::string> result;
  for (const auto& [key, value] : json.items()) {
    if (key == version_key) continue;
    if (value.is_string())
      result[key] = value.get<std::string>();
    else if (value.is_boolean())
      result[key] = value.get<bool>() ? "true" : "false";
    else if (value.is_number_integer())
      result[key] = value.dump();
    else if (value.is_number())
      result[key] = bicameral::number_text(value.get<double>());
    else if (value.is_array() && std::all_of(value.begin(), value.end(), [](const auto& v) { return v.is_string(); }))
      result[key] = joined(value.get<std::vector<std::string>>(), ",");
    else
      fail("settings file '" + path + "': '" + key + "'", "a text, a number, true, false or a list of texts",
           value.type_name());
  }
  return result;
}

void write_settings_file(const std::string& path, const std::vector<SettingEntry>& entries) {
  nlohmann::ordered_json json;
  json[version_key] = bicameral::library_version;
  for (const SettingEntry& entry : entries) json[entry.name] = entry.get();
  bicameral::write_file(path, json.dump(2) + "\n");
}

}  // namespace cifar100
