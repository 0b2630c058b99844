#include "bicameral/data/dataset.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

// Four pictures of 1x2x2: fine classes 0, 1, 2, 1 of which 0 and 1 are "animals".
Dataset small_dataset() {
  Dataset dataset = make_dataset({1, 2, 2}, 4, {"cat", "dog", "rose", "oak"}, {"animals", "plants"});
  dataset.fine = {0, 1, 2, 1};
  dataset.coarse = {0, 0, 1, 0};
  for (int i = 0; i < 16; ++i) dataset.pixels.data()[i] = static_cast<std::uint8_t>(10 + i);
  return dataset;
}

bool mentions(const std::string& message, const std::string& words) { return message.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("A dataset counts its pictures and classes and finds a picture's bytes") {
  const Dataset dataset = small_dataset();
  CHECK(dataset.count() == 4);
  CHECK(dataset.classes() == Classes{4, 2});
  CHECK(dataset.image(2)[0] == 18);
  CHECK(dataset.pixels(2, 0, 1, 1) == 21);
  check(dataset);
}

TEST_CASE("check() names what is wrong with a dataset") {
  Dataset dataset = small_dataset();
  SECTION("a fine label without a name") {
    dataset.fine[3] = 4;
    const std::string message = thrown_message([&] { check(dataset); });
    CHECK(mentions(message, "picture 3"));
    CHECK(mentions(message, "a fine label below 4, got 4"));
  }
  SECTION("a negative coarse label") {
    dataset.coarse[1] = -1;
    CHECK(mentions(thrown_message([&] { check(dataset); }), "picture 1: expected a coarse label below 2, got -1"));
  }
  SECTION("too few coarse labels") {
    dataset.coarse.pop_back();
    CHECK(mentions(thrown_message([&] { check(dataset); }), "3 coarse labels"));
  }
  SECTION("pictures of another shape") {
    dataset.shape = {1, 1, 4};
    CHECK(mentions(thrown_message([&] { check(dataset); }), "expected pictures of shape 1x1x4, got 1x2x2"));
  }
}

TEST_CASE("make_dataset() refuses shapes and counts that cannot be") {
  CHECK(mentions(thrown_message([] { make_dataset({0, 2, 2}, 1, {}, {}); }), "0x2x2"));
  CHECK(mentions(thrown_message([] { make_dataset({1, 2, 2}, -1, {}, {}); }), "got -1"));
  CHECK(mentions(thrown_message([] { make_dataset({1, 2, 2}, std::int64_t{1} << 31, {}, {}); }), "2147483648"));
}

TEST_CASE("first() keeps the order and does not mind too large a limit") {
  const Dataset dataset = small_dataset();
  const Dataset two = first(dataset, 2);
  CHECK(two.count() == 2);
  CHECK(two.fine == std::vector<std::int32_t>{0, 1});
  CHECK(two.image(1)[3] == 17);
  CHECK(two.fine_names == dataset.fine_names);
  check(two);
  CHECK(content_hash(first(dataset, 9)) == content_hash(dataset));
  CHECK(mentions(thrown_message([&] { first(dataset, 0); }), "at least 1"));
}

TEST_CASE("fine_to_coarse() maps classes and refuses a fine class of two coarse ones") {
  Dataset dataset = small_dataset();
  CHECK(fine_to_coarse(dataset) == std::vector<std::int32_t>{0, 0, 1, -1});
  dataset.coarse[3] = 1;
  const std::string message = thrown_message([&] { fine_to_coarse(dataset); });
  CHECK(mentions(message, "picture 3 of fine class \"dog\""));
  CHECK(mentions(message, "\"animals\" as before, got \"plants\""));
}

TEST_CASE("content_hash() is FNV-1a over shape, labels and pixels") {
  Dataset dataset = make_dataset({1, 1, 1}, 1, {"a", "b"}, {"c"});
  dataset.fine = {1};
  dataset.image(0)[0] = 200;
  // Count, channels, height, width, fine and coarse label as 4 bytes each, lowest first, then the pixel.
  std::uint64_t hash = 14695981039346656037u;
  const std::vector<std::uint8_t> bytes{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 200};
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 1099511628211u;
  std::uint64_t read = 0;
  for (const char digit : content_hash(dataset))
    read = read * 16 + static_cast<std::uint64_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
  CHECK(content_hash(dataset).size() == 16);
  CHECK(read == hash);

  const std::string before = content_hash(small_dataset());
  Dataset changed = small_dataset();
  changed.pixels(3, 0, 0, 0) ^= 1;
  CHECK(content_hash(changed) != before);
  changed = small_dataset();
  changed.coarse[0] = 1;
  CHECK(content_hash(changed) != before);
}

TEST_CASE("content_hash() of a list of pictures is FNV-1a over their numbers, and knows their order") {
  const auto hash = [](const std::vector<std::uint32_t>& indices) { return content_hash(indices); };
  CHECK(hash({}) == "cbf29ce484222325");
  // The four bytes "foob", lowest first; the hash of that text is in the authors' table of test vectors.
  CHECK(hash({0x626F6F66U}) == "dd120e790c2512af");
  CHECK(hash({1, 2}) != hash({2, 1}));
  CHECK(hash({0}) != hash({}));
  CHECK(hash({0}) != hash({0, 0}));
}
