#include "bicameral/report/tensorboard.hpp"

#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// What a reader finds: a small parser of its own, which knows where the fields lie and reads nothing else.
struct Event {
  double wall_time = 0;
  std::int64_t step = 0;
  std::string version;
  std::vector<std::pair<std::string, float>> scalars;
};

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::uint64_t low_first(const std::string& bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value * 256 + static_cast<unsigned char>(bytes.at(at + i));
  return value;
}

std::vector<Event> events_of(const std::filesystem::path& path) {
  const std::string file = bytes_of(path);
  std::vector<Event> events;
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t length = low_first(file, at, 8);
    REQUIRE(low_first(file, at + 8, 4) == masked_crc32c(file.substr(at, 8)));
    const std::string data = file.substr(at + 12, length);
    REQUIRE(data.size() == length);
    REQUIRE(low_first(file, at + 12 + length, 4) == masked_crc32c(data));
    at += length + 16;
    Event event;
    for (std::size_t i = 0; i < length;) {
      const char key = data[i++];
      if (key == 0x09) {
        event.wall_time = std::bit_cast<double>(low_first(data, i, 8));
        i += 8;
      } else if (key == 0x10) {  // steps below 128 in these tests
        event.step = data.at(i++);
      } else if (key == 0x1a) {
        event.version = data.substr(i + 1, static_cast<std::size_t>(data.at(i)));
        i += 1 + event.version.size();
      } else {
        REQUIRE(key == 0x2a);
        const std::size_t end = i + 1 + static_cast<unsigned char>(data.at(i));
        for (++i; i < end;) {
          REQUIRE(data.at(i) == 0x0a);
          REQUIRE(data.at(i + 2) == 0x0a);
          const auto name = static_cast<std::size_t>(data.at(i + 3));
          REQUIRE(static_cast<std::size_t>(data.at(i + 1)) == name + 7);
          REQUIRE(data.at(i + 4 + name) == 0x15);
          event.scalars.emplace_back(
              data.substr(i + 4, name),
              std::bit_cast<float>(static_cast<std::uint32_t>(low_first(data, i + 5 + name, 4))));
          i += 9 + name;
        }
      }
    }
    events.push_back(event);
  }
  return events;
}

std::vector<std::int64_t> steps_of(const std::filesystem::path& path) {
  std::vector<std::int64_t> steps;
  for (const Event& event : events_of(path)) steps.push_back(event.step);
  return steps;
}

}  // namespace

TEST_CASE("A reader finds the version, then every step with its scalars") {
  const TemporaryFolder folder;
  TensorBoardFile file(folder / TensorBoardFile::usual_name);
  file.add(1, {{"train/loss", 0.5F}, {"validation/fine", 0.25F}}, 1000.5);
  file.add(2, {{"train/loss", std::nanf("")}}, 1001);
  const std::vector<Event> events = events_of(file.path());
  REQUIRE(events.size() == 3);
  CHECK(events[0].version == "brain.Event:2");
  CHECK(events[0].wall_time > 1.6e9);  // seconds since 1970
  CHECK(events[1].step == 1);
  CHECK(events[1].wall_time == 1000.5);
  CHECK(events[1].scalars ==
        std::vector<std::pair<std::string, float>>{{"train/loss", 0.5F}, {"validation/fine", 0.25F}});
  CHECK(std::isnan(events[2].scalars.at(0).second));
  file.add(3, {});
  CHECK(events_of(file.path()).back().wall_time >= events[0].wall_time);
}

TEST_CASE("A run that goes on keeps the steps that are done and drops what it will do again: none comes twice") {
  const TemporaryFolder folder;
  const auto path = folder / "events.out.tfevents.x";
  {
    TensorBoardFile file(path, 5);  // none there yet
    for (std::int64_t step = 1; step <= 3; ++step) file.add(step, {{"loss", static_cast<float>(step)}});
  }
  const std::string before = bytes_of(path);
  TensorBoardFile same(path, 3);
  CHECK(bytes_of(path) == before);
  // Killed after the log and before the checkpoint: step 3 is done again.
  TensorBoardFile again(path, 2);
  CHECK(steps_of(path) == std::vector<std::int64_t>{0, 1, 2});
  again.add(3, {{"loss", 3}});
  CHECK(steps_of(path) == std::vector<std::int64_t>{0, 1, 2, 3});
  TensorBoardFile fresh(path);
  CHECK(steps_of(path) == std::vector<std::int64_t>{0});
}

TEST_CASE("An event cut short or a file of something else is dropped, not read") {
  const TemporaryFolder folder;
  const auto path = folder / "events";
  {
    TensorBoardFile file(path);
    for (std::int64_t step = 1; step <= 3; ++step) file.add(step, {{"loss", 1}});
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 5);
  TensorBoardFile cut(path, 3);
  CHECK(steps_of(path) == std::vector<std::int64_t>{0, 1, 2});
  cut.add(3, {{"loss", 1}});
  CHECK(steps_of(path) == std::vector<std::int64_t>{0, 1, 2, 3});
  std::ofstream(path) << "something else";
  TensorBoardFile other(path, 3);
  CHECK(steps_of(path) == std::vector<std::int64_t>{0});
}

TEST_CASE("A file that cannot be written is refused by its path") {
  const TemporaryFolder folder;
  CHECK(thrown_message([&] { TensorBoardFile(folder / "none" / "events"); }).find("none") != std::string::npos);
  CHECK(thrown_message([&] { TensorBoardFile(folder.path(), 3); }).find(folder.path().string() + ": expected ") == 0);
}
