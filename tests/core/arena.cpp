#include "bicameral/core/arena.hpp"

#include <cstdint>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("an arena hands out aligned pieces one behind the other") {
  Arena arena(1024);
  auto* a = arena.take<float>(3);
  auto* b = arena.take<double>(8);
  auto* c = arena.take<std::byte>(65);
  for (const void* piece : {static_cast<void*>(a), static_cast<void*>(b), static_cast<void*>(c)})
    CHECK(reinterpret_cast<std::uintptr_t>(piece) % alignment == 0);
  CHECK(reinterpret_cast<std::byte*>(b) - reinterpret_cast<std::byte*>(a) == 64);
  CHECK(c - reinterpret_cast<std::byte*>(b) == 64);
  CHECK(arena.used() == 64 + 64 + 128);
  CHECK(arena.take<int>(0) != nullptr);
  CHECK(arena.used() == 256);
}

TEST_CASE("a scope gives back what was taken during its life, the peak stays") {
  Arena arena(1024);
  arena.take<std::byte>(64);
  {
    const Arena::Scope outer(arena);
    arena.take<std::byte>(128);
    {
      const Arena::Scope inner(arena);
      arena.take<std::byte>(256);
    }
    CHECK(arena.used() == 192);
  }
  CHECK(arena.used() == 64);
  CHECK(arena.peak() == 448);
  arena.clear();
  CHECK(arena.used() == 0);
  CHECK(arena.peak() == 448);
  CHECK(arena.capacity() == 1024);
}

TEST_CASE("an arena that is used up says how much was left") {
  Arena arena(256);
  arena.take<std::byte>(128);
  CHECK(thrown_message([&] { arena.take<std::byte>(129); }) == "Arena::take: expected at most 128 bytes, got 192");
  CHECK(arena.used() == 128);
  CHECK(thrown_message([&] { arena.take<std::byte>(128); }) == "");
  CHECK(thrown_message([&] { arena.take<std::byte>(1); }) == "Arena::take: expected at most 0 bytes, got 64");
  CHECK(thrown_message([] { Arena().take<float>(1); }) == "Arena::take: expected at most 0 bytes, got 64");
}
