#pragma once
// Hands out pieces of one block of memory in order, so that a training step allocates nothing.

#include <cstddef>
#include <string>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/error.hpp"

namespace bicameral {

/// A stack of cache-line aligned pieces within one block of `capacity` bytes.
/// Ensures: pieces do not overlap; `peak()` is the most that was ever in use.
class Arena {
 public:
  explicit Arena(std::size_t capacity = 0) : memory_(capacity) {}

  /// The next `count` values; the memory is not cleared.
  template <class T>
  T* take(std::size_t count) {
    const std::size_t bytes = aligned_bytes(count * sizeof(T));
    if (bytes > memory_.size() - used_)
      fail("Arena::take", "at most " + std::to_string(memory_.size() - used_) + " bytes", std::to_string(bytes));
    std::byte* piece = memory_.data() + used_;
    used_ += bytes;
    if (used_ > peak_) peak_ = used_;
    return reinterpret_cast<T*>(piece);
  }

  void clear() { used_ = 0; }
  const std::byte* data() const { return memory_.data(); }
  std::size_t capacity() const { return memory_.size(); }
  std::size_t used() const { return used_; }
  std::size_t peak() const { return peak_; }

  /// Gives back everything taken during its life when it ends.
  class Scope {
   public:
    explicit Scope(Arena& arena) : arena_(arena), used_(arena.used_) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { arena_.used_ = used_; }

   private:
    Arena& arena_;
    std::size_t used_;
  };

 private:
  AlignedBuffer<std::byte> memory_;
  std::size_t used_ = 0;
  std::size_t peak_ = 0;
};

}  // namespace bicameral
