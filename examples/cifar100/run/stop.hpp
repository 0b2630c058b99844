#pragma once
// How a user's Ctrl-C ends a command: at the next place where everything needed to go on is written.

#include <atomic>
#include <string>

namespace cifar100 {

/// Set by Ctrl-C and SIGTERM; looked at after every training step.
extern std::atomic<bool> stop_requested;
/// Lets the signals set it, for commands that look at it; others end at once, as they leave no half-written file.
void stop_by_signals();
/// Lets a file that grows over the limit be an error of its writing, which is reported, instead of the end.
void report_file_size_limit();

/// Thrown when the user asked to stop and everything needed to go on has been written.
struct Stopped {
  std::string how_to_continue;
};

}  // namespace cifar100
