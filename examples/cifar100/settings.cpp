#include "examples/cifar100/settings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <type_traits>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/kernels/conv2d/choice_text.hpp"
#include "examples/cifar100/model.hpp"

namespace cifar100 {

using bicameral::fail;

namespace {

constexpr int picture_side = 32;  // of CIFAR-100's pictures and the built-in ones

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words{""};
  for (const char c : text)
    if (c == ',')
      words.emplace_back();
    else
      words.back() += c;
  return words;
}

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
    result.set = [&value](const std::string& text) { value = split(text); };
    result.get = [&value] { return join(value); };
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

/// Letters to change, add or take away to get from one word to the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  return *std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
    return edit_distance(a, word) < edit_distance(b, word);
  });
}

std::vector<SettingEntry> entries_of(Settings& s) {
  return {
      entry("preset",
            "where the other settings start: demo (built-in pictures, minutes), reduced (the study on a small "
            "machine), smoke (seconds)",
            s.preset),
      entry("data", "folder in the CIFAR-100 binary layout; empty: built-in synthetic pictures", s.data),
      entry("out", "run folder: checkpoints, metrics, results", s.out),
      entry("models", "networks to train, of left,right,bilateral,unspecialised,single", s.models),
      entry("width", "share of the study's channel counts: 1, 0.5 or 0.25", s.width),
      entry("epochs", "passes over the training images, for each network", s.epochs),
      entry("batch", "images per step", s.batch),
      entry("seeds", "how often the whole comparison is repeated", s.seeds),
      entry("first_seed", "seed of the first repetition; the next ones count up", s.first_seed),
      entry("threads", "worker threads; 0: one per core", s.threads),
      entry("limit", "use only so many training images; 0: all", s.limit),
      entry("validation", "share of the training images held out to choose the best epoch", s.validation),
      entry("optimizer", "sgd (Nesterov momentum), adam (L2) or adamw", s.optimizer),
      entry("learning_rate", "highest learning rate", s.learning_rate),
      entry("head_learning_rate", "highest learning rate of heads on frozen hemispheres", s.head_learning_rate),
      entry("weight_decay", "weight decay", s.weight_decay),
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

Settings preset(std::string_view name) {
  Settings s;
  s.preset = name;
  if (name == "reduced") return s;
  if (name == "demo" || name == "smoke") {
    s.optimizer = "adam";
    s.learning_rate = 3e-3;
    s.head_learning_rate = 3e-3;
    s.weight_decay = 0;
    s.epochs = 4;
    s.batch = 64;
  }
  if (name == "demo") return s;
  if (name == "smoke") {
    s.epochs = 1;
    s.batch = 32;
    s.synthetic_train_images = 300;
    s.synthetic_test_images = 100;
    return s;
  }
  fail("preset", "demo, reduced or smoke", "'" + std::string(name) + "'");
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

std::map<std::string, std::string> read_settings_file(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) fail("settings file", "a readable file", "'" + path + "'");
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(stream);
  } catch (const nlohmann::json::exception& error) {
    fail("settings file '" + path + "'", "JSON", error.what());
  }
  if (!json.is_object()) fail("settings file '" + path + "'", "a JSON object", json.type_name());
  std::map<std::string, std::string> result;
  for (const auto& [key, value] : json.items()) {
    if (value.is_string())
      result[key] = value.get<std::string>();
    else if (value.is_boolean())
      result[key] = value.get<bool>() ? "true" : "false";
    else if (value.is_number_integer())
      result[key] = value.dump();
    else if (value.is_number())
      result[key] = bicameral::number_text(value.get<double>());
    else if (value.is_array() && std::all_of(value.begin(), value.end(), [](const auto& v) { return v.is_string(); }))
      result[key] = join(value.get<std::vector<std::string>>());
    else
      fail("settings file '" + path + "': '" + key + "'", "a text, a number, true, false or a list of texts",
           value.type_name());
  }
  return result;
}

void write_settings_file(const std::string& path, const std::vector<SettingEntry>& entries) {
  nlohmann::ordered_json json;
  for (const SettingEntry& entry : entries) json[entry.name] = entry.get();
  bicameral::write_file(path, json.dump(2) + "\n");
}

void check(const Settings& s) {
  const auto at_least = [](const char* name, std::int64_t value, std::int64_t least) {
    if (value < least)
      fail(std::string("setting '") + name + "'", "at least " + std::to_string(least), std::to_string(value));
  };
  at_least("epochs", s.epochs, 1);
  at_least("batch", s.batch, 1);
  at_least("seeds", s.seeds, 1);
  at_least("threads", s.threads, 0);
  at_least("limit", s.limit, 0);
  at_least("patience", s.patience, 0);
  at_least("cutout", s.cutout, 0);
  at_least("synthetic_train_images", s.synthetic_train_images, 1);
  at_least("synthetic_test_images", s.synthetic_test_images, 1);
  at_least("synthetic_coarse_classes", s.synthetic_coarse_classes, 1);
  at_least("synthetic_fine_per_coarse", s.synthetic_fine_per_coarse, 1);
  if (s.threads > bicameral::most_threads)
    fail("setting 'threads'", "at most " + std::to_string(bicameral::most_threads), std::to_string(s.threads));
  if (!(s.validation >= 0 && s.validation < 1))
    fail("setting 'validation'", "a share from 0 to below 1", bicameral::number_text(s.validation));
  if (s.patience > 0 && s.validation == 0)
    fail("setting 'patience'", "0 without images held out (setting 'validation')", std::to_string(s.patience));
  if (!(s.average_decay >= 0 && s.average_decay < 1))
    fail("setting 'average_decay'", "a number from 0 to below 1", bicameral::number_text(s.average_decay));
  if (!(std::isfinite(s.mixup) && s.mixup >= 0))
    fail("setting 'mixup'", "0 or a positive number", bicameral::number_text(s.mixup));
  if (s.cutout > picture_side)
    fail("setting 'cutout'", "at most " + std::to_string(picture_side) + " pixels", std::to_string(s.cutout));
  if (s.models.empty()) fail("setting 'models'", "at least one network", "none");
  for (const std::string& model : s.models) kind_named(model);
  width_named(s.width);
  bicameral::check(train_settings(s, false, 0).schedule);
  bicameral::check_convolution_algorithm(s.convolution);
  bicameral::parse_convolution_choices(s.convolution_choices, "setting 'convolution_choices'");
}

bicameral::TrainSettings train_settings(const Settings& s, bool heads_only, std::uint64_t seed) {
  bicameral::TrainSettings t;
  t.epochs = s.epochs;
  t.batch = s.batch;
  if (s.optimizer == "sgd")
    t.optimizer =
        bicameral::SgdSettings{.momentum = s.momentum, .weight_decay = s.weight_decay, .nesterov = s.momentum > 0};
  else if (s.optimizer == "adam")
    t.optimizer = bicameral::AdamSettings{.weight_decay = s.weight_decay};
  else if (s.optimizer == "adamw")
    t.optimizer = bicameral::AdamWSettings{.weight_decay = s.weight_decay};
  else
    fail("setting 'optimizer'", "sgd, adam or adamw", "'" + s.optimizer + "'");
  t.learning_rate = heads_only ? s.head_learning_rate : s.learning_rate;
  t.schedule = {.kind = bicameral::parse_schedule(s.schedule), .warmup_steps = s.warmup_steps};
  t.label_smoothing = s.label_smoothing;
  t.clip_norm = s.clip_norm;
  t.average_decay = s.average_decay;
  t.patience = s.patience;
  t.decay_all = s.decay_all;
  t.seed = seed;
  t.augment = s.augment;
  t.cutout = s.cutout;
  t.mixup = s.mixup;
  t.compute.convolution.algorithm = s.convolution;
  t.compute.convolution.choices =
      bicameral::parse_convolution_choices(s.convolution_choices, "setting 'convolution_choices'");
  return t;
}

}  // namespace cifar100
