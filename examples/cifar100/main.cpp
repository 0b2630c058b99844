// bicameral: trains and compares two-hemisphere networks on pictures with fine and coarse labels.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "bicameral/core/build_info.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/run/stop.hpp"
#include "examples/cifar100/words.hpp"

namespace {

/// What is wrong with the command line, with the nearest known word where there is one.
std::string complaint(const CLI::App& app, const CLI::ParseError& error, int count, char** words) {
  const CLI::App* command = nullptr;
  std::vector<std::string> commands;
  for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(each->get_name());
    if (count > 1 && each->get_name() == words[1]) command = each;
  }
  if (command == nullptr) {
    if (count < 2) return "expected a command (bicameral --help lists them), got none";
    return "expected a command (did you mean '" + cifar100::nearest(words[1], commands) + "'?), got '" + words[1] + "'";
  }
  std::vector<std::string> options;
  for (const CLI::Option* option : command->get_options()) options.push_back(option->get_name());
  for (int i = 2; i < count; ++i) {
    const std::string word = std::string(words[i]).substr(0, std::string(words[i]).find('='));
    if (word.starts_with("--") && std::find(options.begin(), options.end(), word) == options.end() && word != "--help")
      return words[1] + std::string(": expected a known option (did you mean '") + cifar100::nearest(word, options) +
             "'?), got '" + word + "'";
  }
  return words[1] + std::string(": ") + error.what();
}

}  // namespace

int main(int count, char** words) {
  cifar100::report_file_size_limit();
  const cifar100::CommandLine command_line(words, words + count);
  CLI::App app("Bicameral: networks of two hemispheres on pictures with fine and coarse labels", "bicameral");
  app.require_subcommand(1);
  app.set_version_flag("--version", "bicameral " + std::string(BICAMERAL_PROGRAM_VERSION) + "; " +
                                        bicameral::to_text(bicameral::build_info()));
  cifar100::add_experiment(app, command_line);
  cifar100::add_train(app, command_line);
  cifar100::add_report(app);
  cifar100::add_similarity(app, command_line);
  cifar100::add_specialization(app, command_line);
  cifar100::add_gradcam(app, command_line);
  cifar100::add_mistakes(app, command_line);
  cifar100::add_analyse(app, command_line);
  cifar100::add_evaluate(app);
  cifar100::add_summary(app);
  cifar100::add_tune(app);
  cifar100::add_synthesize(app);
  cifar100::add_fetch(app);
  try {
    app.parse(count, words);
    return 0;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // help and version
    std::cerr << "bicameral: " << complaint(app, error, count, words) << "\n";
    return 2;
  } catch (const cifar100::Stopped& stopped) {
    std::cerr << "\nStopped. Go on with: " << stopped.how_to_continue << "\n";
    return 130;
  } catch (const std::bad_alloc&) {
    std::cerr << "bicameral: expected enough memory for these settings, got none (a smaller --batch needs less)\n";
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "\nbicameral: " << error.what() << "\n";
    return 1;
  }
}
