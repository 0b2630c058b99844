#include "bicameral/data/cifar100.hpp"

#include <fstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

#if defined(__unix__)
#include <sys/resource.h>
#include <csignal>
#endif

using namespace bicameral;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

namespace {

constexpr Cifar100Layout tiny{.shape = {1, 2, 2}};
const std::vector<std::string> fine{"cat", "dog", "rose"};
const std::vector<std::string> coarse{"animals", "plants"};

// Coarse label, fine label, four pixels.
std::string record(int coarse_label, int fine_label, const std::string& pixels) {
  return std::string{static_cast<char>(coarse_label), static_cast<char>(fine_label)} + pixels;
}

bool mentions(const std::string& message, const std::string& words) { return message.find(words) != std::string::npos; }

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A folder that is right, for tests to spoil.
void write_tiny(const TemporaryFolder& folder) {
  folder.write("train.bin", record(0, 1, "abcd") +
                                record(1, 2,
                                       "\xFF"
                                       "fgh") +
                                record(0, 0, "ijkl"));
  folder.write("test.bin", record(1, 2, "mnop"));
  folder.write("fine_label_names.txt", "cat\ndog\nrose\n");
  folder.write("coarse_label_names.txt", "animals\r\nplants");
}

TrainTest tiny_data() {
  TrainTest data{make_dataset(tiny.shape, 2, fine, coarse), make_dataset(tiny.shape, 1, fine, coarse)};
  data.train.fine = {2, 0};
  data.train.coarse = {1, 0};
  for (int i = 0; i < 8; ++i) data.train.pixels.data()[i] = static_cast<std::uint8_t>(31 * i);
  return data;
}

}  // namespace

TEST_CASE("A folder of the layout is read record by record") {
  const TemporaryFolder folder;
  write_tiny(folder);
  const TrainTest data = read_cifar100(folder.path(), tiny);
  CHECK(data.train.count() == 3);
  CHECK(data.test.count() == 1);
  CHECK(data.train.classes() == Classes{3, 2});
  CHECK(data.train.fine_names == fine);
  CHECK(data.test.coarse_names == coarse);
  CHECK(data.train.fine == std::vector<std::int32_t>{1, 2, 0});
  CHECK(data.train.coarse == std::vector<std::int32_t>{0, 1, 0});
  CHECK(data.train.image(1)[0] == 255);
  CHECK(data.train.pixels(2, 0, 1, 0) == 'k');
  CHECK(data.test.image(0)[3] == 'p');
  check(data.train);
}

TEST_CASE("The usual picture is 3x32x32 and a record 3074 bytes") {
  CHECK(Cifar100Layout{}.record_bytes() == 3074);
  const TemporaryFolder folder;
  std::string picture(3072, '\0');
  picture[1024 + 32 * 5 + 7] = 'G';
  const auto path = folder.write("train.bin", record(1, 2, picture));
  const Dataset dataset = read_cifar100_file(path, fine, coarse);
  CHECK(dataset.pixels(0, 1, 5, 7) == 'G');
}

TEST_CASE("What is missing in a folder is named") {
  const TemporaryFolder folder;
  CHECK(mentions(thrown_message([&] { read_cifar100(folder / "nowhere"); }),
                 "nowhere: expected a folder with train.bin"));
  for (const char* name : {"train.bin", "test.bin", "fine_label_names.txt", "coarse_label_names.txt"}) {
    write_tiny(folder);
    std::filesystem::remove(folder / name);
    CHECK(mentions(thrown_message([&] { read_cifar100(folder.path(), tiny); }), name));
  }
}

TEST_CASE("A file that is no whole number of records is refused with both numbers") {
  const TemporaryFolder folder;
  write_tiny(folder);
  folder.write("train.bin", record(0, 1, "abcd") + "xyz");
  const std::string message = thrown_message([&] { read_cifar100(folder.path(), tiny); });
  CHECK(mentions(message, "train.bin"));
  CHECK(mentions(message, "records of 6 bytes"));
  CHECK(mentions(message, "9 bytes, 3 too many"));
}

TEST_CASE("Empty and oversized files are refused before memory is asked for") {
  const TemporaryFolder folder;
  write_tiny(folder);
  folder.write("test.bin", "");
  CHECK(
      mentions(thrown_message([&] { read_cifar100(folder.path(), tiny); }), "test.bin: expected at least one picture"));

  Cifar100Layout small = tiny;
  small.most_bytes = 12;
  CHECK(mentions(thrown_message([&] { read_cifar100_file(folder / "train.bin", fine, coarse, small); }),
                 "at most 12 bytes, got 18"));

  // A file with a hole: it claims 30 GB and takes no room on most file systems.
  std::error_code problem;
  const auto huge = folder.write("huge.bin", "");
  std::filesystem::resize_file(huge, 3074ull * 10'000'000, problem);
  if (!problem)
    CHECK(mentions(thrown_message([&] { read_cifar100_file(huge, fine, coarse); }),
                   "at most 8589934592 bytes, got 30740000000"));
}

TEST_CASE("A label without a name is refused with file, record and number of classes") {
  const TemporaryFolder folder;
  write_tiny(folder);
  folder.write("train.bin", record(0, 1, "abcd") + record(0, 3, "efgh"));
  CHECK(mentions(thrown_message([&] { read_cifar100(folder.path(), tiny); }),
                 "train.bin: record 1: expected a fine label below 3, got 3"));
  folder.write("train.bin", record(200, 1, "abcd"));
  CHECK(mentions(thrown_message([&] { read_cifar100(folder.path(), tiny); }),
                 "record 0: expected a coarse label below 2, got 200"));
}

TEST_CASE("A folder in the place of a file, and a shape without pixels, are refused") {
  const TemporaryFolder folder;
  write_tiny(folder);
  std::filesystem::remove(folder / "train.bin");
  std::filesystem::create_directory(folder / "train.bin");
  CHECK(mentions(thrown_message([&] { read_cifar100(folder.path(), tiny); }), "train.bin"));
  CHECK(mentions(thrown_message([&] {
                   read_cifar100_file(folder / "test.bin", fine, coarse, {.shape = {1, 0, 2}});
                 }),
                 "1x0x2"));
}

TEST_CASE("Written data is read back the same, and replaces what was there") {
  const TemporaryFolder folder;
  const auto inside = folder / "made" / "on demand";
  const TrainTest data = tiny_data();
  write_cifar100(inside, data);
  CHECK(read_bytes(inside / "fine_label_names.txt") == "cat\ndog\nrose\n");
  CHECK(std::filesystem::file_size(inside / "train.bin") == 12);
  TrainTest other = data;
  other.train.fine = {1, 1};
  write_cifar100(inside, other);
  const TrainTest read = read_cifar100(inside, tiny);
  CHECK(content_hash(read.train) == content_hash(other.train));
  CHECK(content_hash(read.test) == content_hash(data.test));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(inside)) files += entry.is_regular_file() ? 1 : 0;
  CHECK(files == 4);  // nothing half-written stays behind
}

TEST_CASE("Data that the layout cannot hold is refused before anything is written") {
  const TemporaryFolder folder;
  TrainTest data = tiny_data();
  const auto complaint = [&] { return thrown_message([&] { write_cifar100(folder / "out", data); }); };
  SECTION("more than 256 classes") {
    for (int i = 0; i < 256; ++i) data.train.fine_names.push_back(std::to_string(i));
    data.test.fine_names = data.train.fine_names;
    CHECK(mentions(complaint(), "1 to 256 class names, got 259"));
  }
  SECTION("training and test classes that differ") {
    data.test.coarse_names[0] = "beasts";
    CHECK(mentions(complaint(), "same classes and shape"));
  }
  SECTION("no pictures") {
    data.test = make_dataset(tiny.shape, 0, fine, coarse);
    CHECK(mentions(complaint(), "at least one picture"));
  }
  SECTION("a label out of range") {
    data.train.fine[0] = 3;
    CHECK(mentions(complaint(), "picture 0"));
  }
  CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("A folder that cannot be made is refused") {
  const TemporaryFolder folder;
  folder.write("file", "in the way");
  CHECK(mentions(thrown_message([&] { write_cifar100(folder / "file" / "below", tiny_data()); }),
                 "a folder that can be made"));
}

#if defined(__unix__)
TEST_CASE("A full disk is reported and leaves the old files alone") {
  const TemporaryFolder folder;
  write_cifar100(folder.path(), tiny_data());
  const std::string before = read_bytes(folder / "train.bin");
  TrainTest large{make_dataset({3, 32, 32}, 100, fine, coarse), make_dataset({3, 32, 32}, 1, fine, coarse)};

  // A limit on the size of files stands in for the full disk.
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit limited{100'000, old.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &limited) == 0);
  const std::string message = thrown_message([&] { write_cifar100(folder.path(), large); });
  REQUIRE(setrlimit(RLIMIT_FSIZE, &old) == 0);
  std::signal(SIGXFSZ, handler);

  CHECK(mentions(message, "train.bin: expected to write the file"));
  CHECK(read_bytes(folder / "train.bin") == before);
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) entries += entry.exists() ? 1 : 0;
  CHECK(entries == 4);
}
#endif
