// bicameral: trains and compares two-hemisphere networks on pictures with fine and coarse labels.

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <new>

#include "bicameral/core/build_info.hpp"
#include "examples/cifar100/commands.hpp"
#include "examples/cifar100/run.hpp"

int main(int count, char** words) {
  cifar100::handle_signals();
  const cifar100::CommandLine command_line(words, words + count);
  CLI::App app("Bicameral: networks of two hemispheres on pictures with fine and coarse labels", "bicameral");
  app.require_subcommand(1);
  app.set_version_flag("--version", bicameral::to_text(bicameral::build_info()));
  cifar100::add_experiment(app, command_line);
  cifar100::add_train(app, command_line);
  cifar100::add_evaluate(app);
  cifar100::add_summary(app);
  cifar100::add_synthesize(app);
  cifar100::add_fetch(app);
  try {
    app.parse(count, words);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
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
