#pragma once
// Curves for TensorBoard: event files, written without its libraries.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/read_file.hpp"
#include "bicameral/report/tensorboard_format.hpp"

namespace bicameral {

/// A TensorBoard event file that grows by one event of scalars per step.
/// Ensures: whatever interrupts a run, each step is in the file once: an event is appended whole or, on failure, not at
/// all, and a resumed run drops what it will do again and an event cut short by a power loss.
class TensorBoardFile {
 public:
  /// The name TensorBoard finds a file by, within a folder that becomes the run's name in its lists.
  static constexpr std::string_view usual_name = "events.out.tfevents.bicameral";

  /// Begins a new file, or keeps the events of steps up to `last_step` of the one that is there; none with no last
  /// step. What follows the first damaged event is dropped. Throws Error if the file cannot be written.
  TensorBoardFile(std::filesystem::path path, std::optional<std::int64_t> last_step = std::nullopt)
      : path_(std::move(path)) {
    std::string kept;
    if (last_step) {
      const std::string before = read();
      std::string_view rest = before;
      while (const std::optional<std::string_view> event = tensorboard::take_record(rest)) {
        const std::optional<std::int64_t> step = tensorboard::step_of(*event);
        if (!step) break;
        if (*step <= *last_step) tensorboard::append_record(kept, *event);
      }
    }
    if (kept.empty()) tensorboard::append_record(kept, tensorboard::first_event(now()));
    write_file(path_, kept);
  }

  /// Adds the scalars of a step at a time in seconds since 1970. Throws Error if the file cannot be written.
  void add(std::int64_t step, const std::vector<TensorBoardScalar>& scalars, double wall_time) {
    std::string record;
    tensorboard::append_record(record, tensorboard::scalar_event(wall_time, step, scalars));
    append_bytes(path_, record);
  }
  /// The same, now.
  void add(std::int64_t step, const std::vector<TensorBoardScalar>& scalars) { add(step, scalars, now()); }

  const std::filesystem::path& path() const { return path_; }

 private:
  static double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  }
  std::string read() const {
    std::error_code ignored;
    return std::filesystem::exists(path_, ignored) ? read_file(path_) : std::string();
  }

  std::filesystem::path path_;
};

}  // namespace bicameral
