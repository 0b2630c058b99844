// bicameral synthesize: the built-in pictures as files in the CIFAR-100 binary layout.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "bicameral/data/cifar100.hpp"
#include "bicameral/data/synthetic.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/settings/settings.hpp"

namespace cifar100 {

void add_synthesize(CLI::App& app) {
  struct Options {
    bicameral::SyntheticSettings settings;
    std::string out;
  };
  auto* command = app.add_subcommand("synthesize", "write the built-in pictures in the CIFAR-100 binary layout");
  auto options = std::make_shared<Options>();
  options->settings.train_images = Settings{}.synthetic_train_images;  // the same pictures as experiment's
  options->settings.test_images = Settings{}.synthetic_test_images;
  command->add_option("--out", options->out, "folder to write")->required();
  command->add_option("--coarse-classes", options->settings.coarse_classes, "number of arrangements")
      ->capture_default_str();
  command->add_option("--fine-per-coarse", options->settings.fine_per_coarse, "details of each arrangement")
      ->capture_default_str();
  command->add_option("--train-images", options->settings.train_images, "images in train.bin")->capture_default_str();
  command->add_option("--test-images", options->settings.test_images, "images in test.bin")->capture_default_str();
  command->add_option("--seed", options->settings.seed, "seed of all random choices")->capture_default_str();
  command->callback([options] {
    if (std::filesystem::exists(options->out) && !std::filesystem::is_empty(options->out))
      bicameral::fail("option --out", "a new or empty folder", "'" + options->out + "'");
    const bicameral::TrainTest data = bicameral::make_synthetic(options->settings);
    bicameral::write_cifar100(options->out, data);
    std::cout << "Wrote " << data.train.count() << " training and " << data.test.count() << " test images of "
              << data.train.classes().fine << " fine and " << data.train.classes().coarse << " coarse classes to "
              << options->out << "\n";
  });
}

}  // namespace cifar100
