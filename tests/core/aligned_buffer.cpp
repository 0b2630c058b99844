#include "bicameral/core/aligned_buffer.hpp"

#include <cstdint>
#include <limits>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("a buffer is aligned and zero at first") {
  for (const std::size_t count : {1U, 3U, 16U, 1000U}) {
    const AlignedBuffer<float> buffer(count);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % alignment == 0);
    CHECK(buffer.size() == count);
    for (const float value : buffer) CHECK(value == 0);
  }
  CHECK(AlignedBuffer<float>().size() == 0);
  CHECK(AlignedBuffer<float>(0).data() == nullptr);
}

TEST_CASE("a buffer is copied by value and moved by pointer") {
  AlignedBuffer<int> a(3);
  a[0] = 1;
  a[2] = 3;
  AlignedBuffer<int> b = a;
  CHECK(b == a);
  CHECK(b.data() != a.data());
  b[1] = 2;
  CHECK(!(b == a));
  CHECK(a[1] == 0);
  const int* memory = b.data();
  AlignedBuffer<int> c = std::move(b);
  CHECK(c.data() == memory);
  CHECK(b.size() == 0);  // NOLINT: that is the promise
  a = c;
  CHECK(a == c);
  const AlignedBuffer<int>& itself = a;
  a = itself;
  CHECK(a == c);
  c = AlignedBuffer<int>(2);
  CHECK(c.size() == 2);
  CHECK(!(a == c));
}

TEST_CASE("spans and iterators see the buffer's values") {
  AlignedBuffer<double> buffer(4);
  double next = 0;
  for (double& value : buffer) value = next++;
  CHECK(buffer.span()[3] == 3);
  CHECK(buffer.span().size() == 4);
  const AlignedBuffer<double>& constant = buffer;
  CHECK(constant.span().data() == buffer.data());
  CHECK(constant.end() - constant.begin() == 4);
}

TEST_CASE("a buffer of impossible size is refused") {
  CHECK_THROWS_AS(AlignedBuffer<double>(std::numeric_limits<std::size_t>::max() / 4), std::bad_array_new_length);
}

TEST_CASE("bytes are rounded up to cache lines") {
  STATIC_REQUIRE(aligned_bytes(0) == 0);
  STATIC_REQUIRE(aligned_bytes(1) == 64);
  STATIC_REQUIRE(aligned_bytes(64) == 64);
  STATIC_REQUIRE(aligned_bytes(65) == 128);
}
