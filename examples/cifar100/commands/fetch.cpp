// bicameral fetch: CIFAR-100 from its authors, checked and unpacked.

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>

#include "bicameral/report/terminal.hpp"
#include "examples/cifar100/commands/commands.hpp"
#include "examples/cifar100/fetch/fetch.hpp"
#include "examples/cifar100/run/stop.hpp"

namespace cifar100 {

namespace {

void fetch(FetchSettings settings) {
  const bool terminal = bicameral::terminal_columns(stdout).has_value();
  auto shown = std::chrono::steady_clock::now();
  settings.progress = [&](std::int64_t received, std::int64_t expected) {
    const auto now = std::chrono::steady_clock::now();
    if (!terminal || now - shown < std::chrono::milliseconds(200)) return;
    shown = now;
    std::cout << "\r" << received / 1'000'000 << " MB";
    if (expected > 0) std::cout << " of " << expected / 1'000'000 << " MB";
    std::cout << "  " << std::flush;
  };
  stop_by_signals();
  settings.stop_requested = [] { return stop_requested.load(); };
  std::cout << "Fetching " << settings.url << "\n";
  fetch_cifar100(settings);
  std::cout << (terminal ? "\r" : "") << "The four files of CIFAR-100 are in " << settings.folder.string() << "\n";
}

}  // namespace

void add_fetch(CLI::App& app) {
  auto* command = app.add_subcommand("fetch", "download CIFAR-100 (161 MB), check its MD5 sum, unpack it");
  auto settings = std::make_shared<FetchSettings>();
  auto folder = std::make_shared<std::string>("cifar100");
  command->add_option("--out", *folder, "folder for the four files [cifar100]");
  command->add_option("--url", settings->url, "archive to fetch, https or file [" + settings->url + "]");
  command->add_option("--md5", settings->md5, "its MD5 sum [" + settings->md5 + "]");
  command->callback([settings, folder] {
    settings->folder = *folder;
    fetch(*settings);
  });
}

}  // namespace cifar100
