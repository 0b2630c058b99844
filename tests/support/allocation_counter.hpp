#pragma once
// Counts memory taken from the heap while a counter lives: by malloc and its kin and by operator new, in any thread,
// not by oneTBB for its own tasks. One source file of the program includes allocation_hooks.hpp besides. Works with the
// GNU C library and without sanitizers; elsewhere allocation_counting is false.

#include <cstddef>
#include <string>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BICAMERAL_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define BICAMERAL_TEST_SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(BICAMERAL_TEST_SANITIZED)

#define BICAMERAL_TEST_COUNTS_ALLOCATIONS
#include <dlfcn.h>

#include <array>
#include <atomic>

namespace bicameral::test {

inline constexpr bool allocation_counting = true;

namespace detail {

inline std::atomic<bool> counting{false};
inline std::atomic<std::size_t> calls{0};
inline std::array<std::atomic<void*>, 4096> callers{};

inline void note(void* caller) {
  if (!counting.load(std::memory_order_relaxed)) return;
  const std::size_t number = calls++;
  if (number < callers.size()) callers[number] = caller;  // who it was is found out later: dladdr takes locks
}

/// The library and the tests are compiled into the program, or reach the heap through the C++ library. Others have
/// their reasons: TBB's tasks, and threads that TBB starts (C library and loader).
inline bool is_ours(void* caller, std::string& where) {
  Dl_info info{};
  if (dladdr(caller, &info) == 0 || info.dli_fname == nullptr) return true;
  const std::string file = info.dli_fname;
  const std::string name = file.substr(file.rfind('/') + 1);
  if (name.starts_with("libtbb") || name.starts_with("libc.so") || name.starts_with("libpthread") ||
      name.starts_with("ld-linux"))
    return false;
  where += name + (info.dli_sname == nullptr ? "" : std::string(" ") + info.dli_sname) + "\n";
  return true;
}

}  // namespace detail

/// Counts from its construction on.
class AllocationCounter {
 public:
  AllocationCounter() {
    detail::calls = 0;
    detail::counting = true;
  }
  AllocationCounter(const AllocationCounter&) = delete;
  AllocationCounter& operator=(const AllocationCounter&) = delete;
  ~AllocationCounter() { detail::counting = false; }

  /// Ends the counting; the number of allocations, TBB's own not counted.
  std::size_t stop() {
    detail::counting = false;
    const std::size_t seen = detail::calls;
    if (seen > detail::callers.size()) return seen;
    std::size_t ours = 0;
    for (std::size_t i = 0; i < seen; ++i) ours += detail::is_ours(detail::callers[i], where_) ? 1 : 0;
    return ours;
  }
  /// Where they came from, for messages.
  const std::string& where() const { return where_; }

 private:
  std::string where_;
};

}  // namespace bicameral::test

#else

namespace bicameral::test {

inline constexpr bool allocation_counting = false;

class AllocationCounter {
 public:
  std::size_t stop() { return 0; }
  std::string where() const { return {}; }
};

}  // namespace bicameral::test

#endif
#undef BICAMERAL_TEST_SANITIZED
