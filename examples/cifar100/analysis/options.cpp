#include "examples/cifar100/analysis/options.hpp"

#include <CLI/CLI.hpp>

namespace cifar100 {

void AnalysisOptions::add_to(CLI::App& command) {
  command.add_option("run", run, "run folder")->required();
  command.add_option("--part", part, "the trained network to look into [specialised]");
  command.add_option("--seed", seed, "one seed of the run [all of them]");
  command.add_option("--data", data, "folder in the CIFAR-100 binary layout [that of the run]");
  command.add_option("--batch", batch, "images at a time [128]");
  command.add_option("--threads", threads, "worker threads; 0: one per core [0]");
}

}  // namespace cifar100
