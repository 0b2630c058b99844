// bicameral tune: measures the convolution algorithms on this machine and remembers the fastest.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "bicameral/core/numbers.hpp"
#include "bicameral/kernels/conv2d/tune_file.hpp"
#include "bicameral/report/table.hpp"
#include "bicameral/report/terminal.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/kernels.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/run/stop.hpp"
#include "examples/cifar100/settings/tuned.hpp"
#include "examples/cifar100/study/study.hpp"

namespace cifar100 {

namespace {

struct Options {
  std::vector<std::string> networks;
  std::string width = "0.25";
  std::string out;
  int batch = 128;
  int threads = 0;
  int rounds = 5;
};

/// A column for every algorithm, "-" where it does not apply.
std::string table_of(const std::vector<bicameral::TunedConvolution>& convolutions) {
  std::vector<std::string> algorithms;
  for (const auto& convolution : convolutions)
    for (const auto& measured : convolution.measured[0])
      if (std::find(algorithms.begin(), algorithms.end(), measured.name) == algorithms.end())
        algorithms.push_back(measured.name);
  std::vector<std::string> header{"convolution", "pass"};
  for (const std::string& name : algorithms) header.push_back(name + " ms");
  header.emplace_back("chosen");
  bicameral::Table table(header);
  for (const auto& convolution : convolutions)
    for (const bicameral::ConvolutionPass pass : bicameral::convolution_passes) {
      const auto index = static_cast<std::size_t>(pass);
      std::vector<std::string> row{bicameral::shape_text(convolution.choice), std::string(name_of(pass))};
      for (const std::string& name : algorithms) {
        const auto& measured = convolution.measured[index];
        const auto found =
            std::find_if(measured.begin(), measured.end(), [&](const auto& m) { return m.name == name; });
        row.push_back(found == measured.end() ? "-" : bicameral::fixed_text(found->milliseconds, 3));
      }
      row.push_back(convolution.choice.algorithms[index]);
      table.add_row(std::move(row));
    }
  return table.text();
}

void tune(const Options& o) {
  bicameral::expect(o.batch > 0, "option --batch", "a positive number", o.batch);
  bicameral::expect(o.threads >= 0, "option --threads", "0 or more", o.threads);
  bicameral::expect(o.rounds > 0, "option --rounds", "a positive number", o.rounds);
  if (const auto folder = std::filesystem::path(o.out).parent_path();
      std::filesystem::is_directory(o.out) || (!folder.empty() && !std::filesystem::is_directory(folder)))
    bicameral::fail("option --out", "a file in a folder that exists", "'" + o.out + "'");
  std::vector<bicameral::ConvolutionProblem> problems;
  for (const std::string& name : o.networks) {
    const auto model = network_named(network_of(name), o.width).make({100, 20}, 0);
    const auto& convolutions = model->tables().convolutions;
    problems.insert(problems.end(), convolutions.begin(), convolutions.end());
  }
  stop_by_signals();
  bicameral::ThreadPool pool(thread_count(o.threads));
  std::cout << "Measuring convolutions with " << o.batch << " images and " << pool.threads()
            << (pool.threads() == 1 ? " thread" : " threads") << "; let the machine do nothing else\n";
  for (const std::string& warning : bicameral::warnings(bicameral::build_info()))
    std::cout << "Warning: " << warning << "\n";
  const bool terminal = bicameral::terminal_columns(stdout).has_value();
  const auto show = [&](const bicameral::TuneProgress& p) {
    if (stop_requested) throw Stopped{"the same command; nothing was written"};
    const bool first = p.round == 0 && p.pass == bicameral::ConvolutionPass::forward;
    if (!terminal && !(first && p.algorithm == bicameral::Im2colConvolution::name)) return;
    std::cout << (terminal ? "\r\x1b[K" : "") << 100 * p.done / p.calls << " %: " << to_string(p.problem.in) << " to "
              << p.problem.filters << ", " << p.problem.kernel << "x" << p.problem.kernel;
    if (terminal) std::cout << ", " << name_of(p.pass) << ", " << p.algorithm << std::flush;
    if (!terminal) std::cout << "\n";
  };
  bicameral::TuneFile file{bicameral::this_machine(pool.threads()), o.batch, {}};
  bicameral::TuneSettings settings;
  settings.rounds = o.rounds;
  file.convolutions = bicameral::tune_convolutions(pool, std::span<const bicameral::ConvolutionProblem>(problems),
                                                   o.batch, settings, show);
  if (terminal) std::cout << "\r\x1b[K";
  std::cout << "\n" << table_of(file.convolutions);
  bicameral::save_tune_file(o.out, file);
  std::cout << "\nWritten to " << o.out << "; use it with --tune-file " << o.out << "\n";
}

}  // namespace

void add_tune(CLI::App& app) {
  auto* command = app.add_subcommand("tune", "measure the convolution algorithms on this machine, for --tune-file");
  auto o = std::make_shared<Options>();
  command
      ->add_option("networks", o->networks, "networks by name, or parts of the study: left, specialised, resnet18, ...")
      ->required();
  command->add_option("--width", o->width, "share of the study's channel counts: 1, 0.5 or 0.25 [0.25]");
  command->add_option("--batch", o->batch, "images at a time [128]");
  command->add_option("--threads", o->threads, "worker threads; 0: one per core [0]");
  command->add_option("--rounds", o->rounds, "measured calls of each algorithm; the shortest counts [5]");
  command->add_option("--out", o->out, "the tune file to write")->required();
  command->callback([o] { tune(*o); });
}

}  // namespace cifar100
