// bicameral summary: what the types know before anything runs.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "bicameral/report/summary.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

void add_summary(CLI::App& app) {
  struct Options {
    std::string width = std::string(compiled_widths().back().name);
    std::string model = "specialised";
    bicameral::Classes classes{100, 20};
    int batch = 128;
  };
  auto* command = app.add_subcommand("summary", "layers, shapes, parameters, multiply-adds and memory of a network");
  auto options = std::make_shared<Options>();
  command->add_option("model", options->model,
                      "a network by name, or a part of the study: left, right, specialised, ... [specialised]");
  command->add_option("--width", options->width,
                      "share of the study's channel counts: 1, 0.5 or 0.25 [the largest compiled]");
  command->add_option("--fine-classes", options->classes.fine, "[100]");
  command->add_option("--coarse-classes", options->classes.coarse, "[20]");
  command->add_option("--batch", options->batch, "images per step, for the memory [128]");
  command->callback([options] {
    bicameral::expect(options->batch > 0, "option --batch", "a positive number", options->batch);
    const std::string network = network_of(options->model);
    const auto model = network_named(network, options->width).make(options->classes, 0);
    std::cout << network << ", width " << options->width << "\n\n"
              << bicameral::summary_text(model->tables(), model->facts(), model->activation_bytes(options->batch),
                                         options->batch);
  });
}

}  // namespace cifar100
