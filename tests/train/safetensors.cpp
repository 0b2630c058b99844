#include "bicameral/train/safetensors.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace bicameral;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

template <class T>
TensorToWrite tensor(std::string name, std::vector<std::uint64_t> shape, const std::vector<T>& values) {
  return {std::move(name), tensor_type_for<T>(), std::move(shape), std::as_bytes(std::span<const T>(values))};
}

std::string with_length(const std::string& header, const std::string& values) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>((header.size() >> (8 * i)) & 0xFF);
  return bytes + header + values;
}

/// What is wrong with a file of this header and so many bytes of values; "" if nothing.
std::string complaint(const std::string& header, std::size_t value_bytes) {
  const TemporaryFolder folder;
  const auto path = folder.write("f.safetensors", with_length(header, std::string(value_bytes, '\1')));
  const std::string message = thrown_message([&] { SafetensorsFile::open(path); });
  if (!message.empty()) CHECK(message.find(path.string()) == 0);
  return message;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("tensors and metadata come back as they were written") {
  const TemporaryFolder folder;
  const auto path = folder / "model.safetensors";
  const std::vector<float> weight{1.5f, -0.0f, 3e-40f, 4, 5, 6};
  const std::vector<double> precise{0.1, 1e300};
  const std::vector<std::int64_t> counter{-7};
  const std::vector<std::uint8_t> bytes{1, 2, 255};
  const std::vector<float> none;
  const std::map<std::string, std::string> metadata{{"", "empty key"}, {"quote\"\\\n", "± 😀 \x01"}};
  const std::vector<TensorToWrite> tensors{tensor("left.conv1.weight", {2, 1, 3}, weight), tensor("bytes", {3}, bytes),
                                           tensor("ä \"\\\n", {2}, precise), tensor("counter", {}, counter),
                                           tensor("none", {4, 0}, none)};
  write_safetensors(path, tensors, metadata);

  const SafetensorsFile file = SafetensorsFile::open(path);
  CHECK(file.path() == path.string());
  CHECK(file.metadata() == metadata);
  REQUIRE(file.tensors().size() == 5);
  CHECK(file.tensors()[0].name == "ä \"\\\n");  // larger elements first
  CHECK(file.tensors()[1].name == "counter");
  CHECK(file.tensors()[4].name == "bytes");
  CHECK(file.values<double>("ä \"\\\n") == precise);
  CHECK(file.values<std::uint8_t>("bytes") == bytes);
  CHECK(file.values<std::int64_t>("counter") == counter);
  CHECK(file.values<float>("none").empty());
  const auto read = file.values<float>("left.conv1.weight");
  REQUIRE(read.size() == weight.size());
  for (std::size_t i = 0; i < weight.size(); ++i)
    CHECK(std::bit_cast<std::uint32_t>(read[i]) == std::bit_cast<std::uint32_t>(weight[i]));
  const TensorEntry* entry = file.find("left.conv1.weight");
  REQUIRE(entry != nullptr);
  CHECK(entry->shape == std::vector<std::uint64_t>{2, 1, 3});
  CHECK(entry->type == TensorType::F32);
  CHECK(file.find("left") == nullptr);
  for (const TensorEntry& each : file.tensors()) CHECK(each.begin % element_bytes(each.type) == 0);
}

TEST_CASE("the bytes of a file are those that the format prescribes") {
  const TemporaryFolder folder;
  const auto path = folder / "golden";
  const std::vector<float> values{1.0f, -2.0f};
  write_safetensors(path, std::vector{tensor("w", {2}, values)}, {{"k", "v"}});
  const std::string header = R"({"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} )";
  REQUIRE(header.size() == 80);
  CHECK(content(path) ==
        std::string("\x50\0\0\0\0\0\0\0", 8) + header + std::string("\x00\x00\x80\x3F\x00\x00\x00\xC0", 8));
  write_safetensors(path, {}, {});
  CHECK(content(path) == std::string("\x08\0\0\0\0\0\0\0{}      ", 16));
  CHECK(SafetensorsFile::open(path).tensors().empty());
}

TEST_CASE("the writer refuses what no reader could read, and leaves the old file alone") {
  const TemporaryFolder folder;
  const auto path = folder.write("f", "old");
  const std::vector<float> values{1, 2};
  const auto refusal = [&](const std::vector<TensorToWrite>& tensors,
                           const std::map<std::string, std::string>& metadata = {}) {
    const std::string message = thrown_message([&] { write_safetensors(path, tensors, metadata); });
    CHECK(content(path) == "old");
    return message;
  };
  CHECK(has(refusal({tensor("w", {3}, values)}), "tensor 'w': expected 12 bytes for F32 [3], got 8"));
  CHECK(has(refusal({tensor("w", {2}, values), tensor("w", {2}, values)}), "a name of its own"));
  CHECK(has(refusal({tensor("__metadata__", {2}, values)}), "a name of its own"));
  CHECK(has(refusal({tensor("\xFF", {2}, values)}), "UTF-8"));
  CHECK(has(refusal({tensor("w", {2}, values)}, {{"key", "\xFF"}}), "metadata 'key'"));
  CHECK(has(refusal({tensor("w", {std::uint64_t{1} << 62, 2}, values)}), "2^64 or more"));
}

TEST_CASE("reading a tensor as something else is an error that says so") {
  const TemporaryFolder folder;
  const auto path = folder / "f";
  const std::vector<float> values{1, 2};
  write_safetensors(path, std::vector{tensor("w", {2}, values)});
  const SafetensorsFile file = SafetensorsFile::open(path);
  CHECK(has(thrown_message([&] { file.values<double>("w"); }), "tensor 'w': expected type F64, got F32"));
  CHECK(has(thrown_message([&] { file.values<float>("v"); }), "expected a tensor 'v', got none"));
  std::array<std::byte, 4> small{};
  CHECK(has(thrown_message([&] { file.read("w", TensorType::F32, small); }), "8 bytes, got 4"));
  CHECK(file.values<float>("w") == values);
}

TEST_CASE("an open file does not mix with a newer one put into its place") {
  const TemporaryFolder folder;
  const auto path = folder / "f";
  const std::vector<float> before{1, 2};
  const std::vector<float> after{3, 4};
  write_safetensors(path, std::vector{tensor("w", {2}, before)});
  const SafetensorsFile file = SafetensorsFile::open(path);
  write_safetensors(path, std::vector{tensor("w", {2}, after)});
  CHECK(file.values<float>("w") == before);
}

TEST_CASE("a file that is cut short while open is an error, not old memory") {
  const TemporaryFolder folder;
  const auto path = folder / "f";
  const std::vector<float> values(100000, 1.0f);
  write_safetensors(path, std::vector{tensor("w", {values.size()}, values)});
  const SafetensorsFile file = SafetensorsFile::open(path);
  std::filesystem::resize_file(path, 1000);
  CHECK(has(thrown_message([&] { file.values<float>("w"); }), "tensor 'w'"));
}

TEST_CASE("what is no file is refused by name") {
  const TemporaryFolder folder;
  CHECK(has(thrown_message([&] { SafetensorsFile::open(folder / "none"); }), "no such file"));
  CHECK(has(thrown_message([&] { SafetensorsFile::open(folder.path()); }), "something that is no file"));
  CHECK(has(thrown_message([&] { SafetensorsFile::open(folder.write("empty", "")); }), "at least 8 bytes, got 0"));
  CHECK(has(thrown_message([&] { SafetensorsFile::open(folder.write("text", "{\"learning_rate\": 0.1}")); }),
            "a header that begins with '{', got another kind of file"));
  const auto huge = folder.write("huge", std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", 8) + "{}");
  CHECK(has(thrown_message([&] { SafetensorsFile::open(huge); }), "at most 2 bytes, got 9223372036854775807"));
}

TEST_CASE("sound headers in other people's order and spacing are read") {
  CHECK(complaint("{}", 0).empty());
  CHECK(complaint("{ \"b\" : {\"data_offsets\":[4, 8],\n\t\"shape\":[1],\r\"dtype\":\"F32\"}, "
                  "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}   ",
                  8)
            .empty());
  CHECK(complaint(R"({"s":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})", 8).empty());
  CHECK(complaint(R"({"e":{"dtype":"F64","shape":[0],"data_offsets":[0,0]},)"
                  R"("f":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
                  1)
            .empty());
  for (const auto& [name, bytes] : std::map<std::string, std::size_t>{{"F16", 2},
                                                                      {"BF16", 2},
                                                                      {"F32", 4},
                                                                      {"F64", 8},
                                                                      {"I8", 1},
                                                                      {"I16", 2},
                                                                      {"I32", 4},
                                                                      {"I64", 8},
                                                                      {"U8", 1},
                                                                      {"U16", 2},
                                                                      {"U32", 4},
                                                                      {"U64", 8},
                                                                      {"BOOL", 1}})
    CHECK(complaint(
              "{\"t\":{\"dtype\":\"" + name + "\",\"shape\":[],\"data_offsets\":[0," + std::to_string(bytes) + "]}}",
              bytes)
              .empty());
}

TEST_CASE("escapes in names are read as JSON says") {
  const TemporaryFolder folder;
  const auto path =
      folder.write("f", with_length(R"({"__metadata__":{"\"\\\/\b\f\n\r\t":"\u0041\u00e9\u20AC\ud83d\ude00"}})", ""));
  const SafetensorsFile file = SafetensorsFile::open(path);
  REQUIRE(file.metadata().size() == 1);
  CHECK(file.metadata().begin()->first == "\"\\/\b\f\n\r\t");
  CHECK(file.metadata().begin()->second == "Aé€😀");
}

TEST_CASE("every flaw of a header is refused with its place and its nature") {
  const auto one = [](const std::string& body) { return "{\"t\":{" + body + "}}"; };
  const std::string f32 = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";
  REQUIRE(complaint(one(f32), 4).empty());
  struct Flaw {
    std::string header;
    std::size_t bytes;
    std::string words;
  };
  const std::vector<Flaw> flaws{
      {"", 0, "begins with '{'"},
      {" {}", 0, "begins with '{'"},
      {"[]", 0, "begins with '{'"},
      {"{", 0, "byte 1: expected '\"', got the end of the header"},
      {"{}x", 0, "byte 2: expected the end of the header, got 'x'"},
      {"{}{}", 0, "the end of the header"},
      {std::string("{}\0", 3), 0, "got '\\x00'"},
      {"{\"t\":{" + f32 + "},}", 4, "expected '\"', got '}'"},
      {"{\"t\":{" + f32 + "} \"u\":{}}", 4, "expected '}'"},
      {"{\"t\" {" + f32 + "}}", 4, "expected ':'"},
      {"{t:{" + f32 + "}}", 4, "expected '\"', got 't'"},
      {"{\"t\":[]}", 0, "expected '{', got '['"},
      {"{\"t\":null}", 0, "expected '{', got 'n'"},
      {"{\"t\":{" + f32 + "},\"t\":{" + f32 + "}}", 4, "every name once, got 't' again"},
      {"{\"t\":{" + f32 + "},\"\\u0074\":{" + f32 + "}}", 4, "every name once, got 't' again"},
      {R"({"__metadata__":{},"__metadata__":{}})", 0, "every name once"},
      {R"({"__metadata__":{"a":"1","a":"2"}})", 0, "once in the metadata"},
      {R"({"__metadata__":{"a":1}})", 0, "expected '\"', got '1'"},
      {R"({"__metadata__":{"a":{}}})", 0, "expected '\"'"},
      {one(f32 + R"(,"dtype":"F32")"), 4, "once in a tensor, got 'dtype' again"},
      {one(f32 + R"(,"shape":[1])"), 4, "once in a tensor"},
      {one(f32 + R"(,"data_offsets":[0,4])"), 4, "once in a tensor"},
      {one(f32 + R"(,"extra":1)"), 4, "expected dtype, shape or data_offsets, got 'extra'"},
      {one(""), 0, "tensor 't': expected dtype, shape and data_offsets"},
      {one(R"("dtype":"F32","shape":[1])"), 4, "not all of them"},
      {one(R"("dtype":"F33","shape":[1],"data_offsets":[0,4])"), 4, "a known type such as F32, got 'F33'"},
      {one(R"("dtype":"f32","shape":[1],"data_offsets":[0,4])"), 4, "a known type"},
      {one(R"("dtype":"F32","shape":1,"data_offsets":[0,4])"), 4, "expected '[', got '1'"},
      {one(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), 4, "a whole number, got '-'"},
      {one(R"("dtype":"F32","shape":[1.0],"data_offsets":[0,4])"), 4, "expected ']', got '.'"},
      {one(R"("dtype":"F32","shape":[1e0],"data_offsets":[0,4])"), 4, "expected ']', got 'e'"},
      {one(R"("dtype":"F32","shape":[01],"data_offsets":[0,4])"), 4, "leading zeros"},
      {one(R"("dtype":"F32","shape":[1,],"data_offsets":[0,4])"), 4, "a whole number, got ']'"},
      {one(R"("dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4])"), 4, "below 2^64"},
      {one(R"("dtype":"F32","shape":[[1]],"data_offsets":[0,4])"), 4, "a whole number, got '['"},
      {one(R"("dtype":"F32","shape":[1],"data_offsets":[0])"), 4, "2 data_offsets, got 1"},
      {one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,4])"), 4, "at most 2 numbers"},
      {one(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"), 4, "in order and within 4 bytes, got [4, 0]"},
      {one(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])"), 4, "within 4 bytes"},
      {one(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), 4, "8 bytes for F32 [2], got 4"},
      {one(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0])"), 0, "fewer than 2^64 bytes"},
      {one(R"("dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4])"), 4, "fewer than 2^64 bytes"},
      {one(R"("dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0])"), 0, "fewer than 2^64 bytes"},
      {one(f32), 8, "4 bytes of values, got 8"},
      {"{}", 1, "0 bytes of values, got 1"},
      {one(R"("dtype":"F32","shape":[1],"data_offsets":[4,8])"), 8, "from byte 0 on, without hole or overlap, got 4"},
      {"{\"t\":{" + f32 + R"(},"u":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})", 6, "tensor 'u'"},
      {"{\"t\":{" + f32 + R"(},"u":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4, "without hole or overlap"},
      {"{\"t\":{" + f32 + R"(},"u":{"dtype":"F32","shape":[0],"data_offsets":[2,2]}})", 4, "tensor 'u'"},
      {"{\"\x01\":{" + f32 + "}}", 4, "control characters, got character 1"},
      {"{\"\xC0\x80\":{" + f32 + "}}", 4, "expected UTF-8"},
      {"{\"t", 0, "the end of a string"},
      {"{\"\\x\":{" + f32 + "}}", 4, "an escape sequence of JSON, got 'x'"},
      {"{\"\\", 0, "an escape sequence"},
      {"{\"\\u12g4\":{" + f32 + "}}", 4, "four hexadecimal digits, got 'g'"},
      {"{\"\\ud83d\":{" + f32 + "}}", 4, "surrogate"},
      {"{\"\\ud83d\\ud83d\":{" + f32 + "}}", 4, "surrogate"},
      {"{\"\\ude00\":{" + f32 + "}}", 4, "surrogate"},
  };
  for (const Flaw& flaw : flaws) {
    const std::string message = complaint(flaw.header, flaw.bytes);
    CAPTURE(flaw.header, message);
    CHECK(has(message, flaw.words));
  }
  std::string ones = "1";
  for (int i = 0; i < 32; ++i) ones += ",1";
  CHECK(
      has(complaint(one("\"dtype\":\"U8\",\"shape\":[" + ones + "],\"data_offsets\":[0,1]"), 1), "at most 32 numbers"));
  CHECK(has(complaint(std::string(200000, '{'), 0), "expected '\"', got '{'"));
}

namespace {

/// A small file with everything in it.
std::string sample_bytes(const TemporaryFolder& folder) {
  const std::vector<float> weight{1, 2, 3, 4};
  const std::vector<std::int64_t> counter{5};
  write_safetensors(folder / "sample",
                    std::vector{tensor("left.conv1.weight", {2, 2}, weight), tensor("n", {}, counter)},
                    {{"epoch", "3"}, {"note", "± \"x\""}});
  return content(folder / "sample");
}

/// Opens bytes as a file and reads all of it. Returns whether it was sound; anything but Error passes through.
bool opens(const TemporaryFolder& folder, const std::string& bytes) {
  const auto path = folder.write("mutated", bytes);
  try {
    const SafetensorsFile file = SafetensorsFile::open(path);
    for (const TensorEntry& entry : file.tensors()) {
      std::vector<std::byte> values(static_cast<std::size_t>(entry.bytes()));
      file.read(entry, values);
    }
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

TEST_CASE("a file cut at any length is refused") {
  const TemporaryFolder folder;
  const std::string bytes = sample_bytes(folder);
  REQUIRE(opens(folder, bytes));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(opens(folder, bytes.substr(0, length)));
  }
  CHECK_FALSE(opens(folder, bytes + "x"));
}

TEST_CASE("a flipped bit anywhere ends in an error or in a sound file") {
  const TemporaryFolder folder;
  const std::string bytes = sample_bytes(folder);
  std::size_t length = 0;
  for (std::size_t i = 8; i-- > 0;) length = length * 256 + static_cast<unsigned char>(bytes[i]);
  int refused = 0;
  for (std::size_t i = 0; i < 8 + length; ++i)
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1u << bit));
      const bool sound = opens(folder, flipped);
      if (i < 8) CHECK_FALSE(sound);
      if (std::string_view("{}[]:,\"").find(bytes[i]) != std::string_view::npos && !sound) ++refused;
    }
  CHECK(refused > 300);
}

TEST_CASE("mutated headers by the thousand never do more than throw Error") {
  const TemporaryFolder folder;
  const std::string bytes = sample_bytes(folder);
  std::size_t length = 0;
  for (std::size_t i = 8; i-- > 0;) length = length * 256 + static_cast<unsigned char>(bytes[i]);
  const std::string header = bytes.substr(8, length);
  const std::string values = bytes.substr(8 + length);
  const std::vector<std::string> pieces{"{",
                                        "}",
                                        "[",
                                        "]",
                                        ",",
                                        ":",
                                        "\"",
                                        "\\",
                                        "\\u",
                                        "\\ud83d",
                                        "0",
                                        "-1",
                                        "18446744073709551615",
                                        "9223372036854775808",
                                        "1e9",
                                        "null",
                                        "F64",
                                        "\"shape\":[",
                                        "__metadata__",
                                        "\xFF",
                                        "\xE2\x82",
                                        std::string(1, '\0')};
  RandomStream stream(11, Purpose::initialize, "fuzz");
  const auto below = [&](std::size_t count) {
    return static_cast<std::size_t>(stream.below(static_cast<std::uint32_t>(count)));
  };
  int sound = 0;
  constexpr int rounds = 4000;
  for (int i = 0; i < rounds; ++i) {
    std::string mutated = header;
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
      const std::size_t at = below(mutated.size());
      switch (below(5)) {
        case 0:
          mutated[at] = static_cast<char>(below(256));
          break;
        case 1:
          mutated.insert(at, pieces[below(pieces.size())]);
          break;
        case 2:
          mutated.erase(at, 1 + below(8));
          break;
        case 3:
          mutated.insert(at, mutated.substr(below(mutated.size()), 1 + below(60)));
          break;
        default:
          mutated.replace(at, 1, pieces[below(pieces.size())]);
          break;
      }
      if (mutated.empty()) mutated.push_back('{');
    }
    if (opens(folder, with_length(mutated, values))) ++sound;
  }
  CHECK(sound < rounds / 2);
  CHECK(sound > 0);  // changes within names and texts do no harm
}
