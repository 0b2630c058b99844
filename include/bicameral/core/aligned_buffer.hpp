#pragma once
// Owning, aligned heap storage for numbers: weights, activations, gradients.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace bicameral {

/// Every buffer starts on a cache line, which is also the widest vector register.
inline constexpr std::size_t alignment = 64;

/// `bytes` rounded up to whole cache lines.
constexpr std::size_t aligned_bytes(std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

/// A fixed number of values on the heap, zero at first, 64-byte aligned, copied by value.
template <class T>
  requires std::is_trivially_copyable_v<T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t count) : data_(allocate(count)), count_(count) {
    if (count != 0) std::memset(static_cast<void*>(data_.get()), 0, count * sizeof(T));
  }
  AlignedBuffer(const AlignedBuffer& other) : data_(allocate(other.count_)), count_(other.count_) {
    if (count_ != 0) std::memcpy(static_cast<void*>(data_.get()), other.data_.get(), count_ * sizeof(T));
  }
  AlignedBuffer(AlignedBuffer&& other) noexcept
      : data_(std::move(other.data_)), count_(std::exchange(other.count_, 0)) {}
  AlignedBuffer& operator=(AlignedBuffer other) noexcept {
    std::swap(data_, other.data_);
    std::swap(count_, other.count_);
    return *this;
  }
  ~AlignedBuffer() = default;

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return count_; }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }
  T* begin() { return data(); }
  T* end() { return data() + count_; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + count_; }
  std::span<T> span() { return {data(), count_}; }
  std::span<const T> span() const { return {data(), count_}; }

  /// Same values, in the sense of the element's ==.
  bool operator==(const AlignedBuffer& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

 private:
  struct Free {
    void operator()(T* memory) const { ::operator delete (static_cast<void*>(memory), std::align_val_t{alignment}); }
  };
  static T* allocate(std::size_t count) {
    if (count == 0) return nullptr;
    if (count > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{alignment}));
  }

  std::unique_ptr<T, Free> data_;
  std::size_t count_ = 0;
};

}  // namespace bicameral
