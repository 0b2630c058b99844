#pragma once
// The subcommands of the program. Each adds itself to the command line; its callback does the work.

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cifar100 {

/// The words of the command line, for the record of a run.
using CommandLine = std::vector<std::string>;

void add_experiment(CLI::App& app, const CommandLine& command_line);
void add_train(CLI::App& app, const CommandLine& command_line);
void add_report(CLI::App& app);
void add_similarity(CLI::App& app, const CommandLine& command_line);
void add_specialization(CLI::App& app, const CommandLine& command_line);
void add_gradcam(CLI::App& app, const CommandLine& command_line);
void add_mistakes(CLI::App& app, const CommandLine& command_line);
void add_analyse(CLI::App& app, const CommandLine& command_line);
void add_evaluate(CLI::App& app);
void add_summary(CLI::App& app);
void add_tune(CLI::App& app);
void add_synthesize(CLI::App& app);
void add_fetch(CLI::App& app);

}  // namespace cifar100
