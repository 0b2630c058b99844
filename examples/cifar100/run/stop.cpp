#include "examples/cifar100/run/stop.hpp"

#include <csignal>

namespace cifar100 {

std::atomic<bool> stop_requested{false};

void stop_by_signals() {
  const auto stop = [](int) { stop_requested = true; };
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
}

void report_file_size_limit() {
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);
#endif
}

}  // namespace cifar100
