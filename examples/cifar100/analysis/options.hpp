#pragma once
// The options that all commands which look into a trained run share.

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cifar100 {

/// Which part of which run is looked into, and how.
struct AnalysisOptions {
  std::string run;
  std::string part = "specialised";
  std::string seed;  // empty: every seed of the run
  std::string data;  // empty: the folder that the run was trained on
  int threads = 0;
  int batch = 128;
  std::vector<std::string> command_line{};  // for the record

  /// Adds them to a command.
  void add_to(CLI::App& command);
};

}  // namespace cifar100
