#pragma once
// Counts memory taken from the heap while a counter lives: by malloc and its kin and by operator new, in any thread,
// not by oneTBB for its own tasks. Include it in one source file of a program only: it replaces those functions. Works
// with the GNU C library and without sanitizers; elsewhere allocation_counting is false.

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BICAMERAL_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define BICAMERAL_TEST_SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(BICAMERAL_TEST_SANITIZED)

#include <dlfcn.h>

#include <array>
#include <atomic>
#include <cerrno>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

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

extern "C" {
void* malloc(std::size_t size) noexcept {
  bicameral::test::detail::note(__builtin_return_address(0));
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  bicameral::test::detail::note(__builtin_return_address(0));
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
  bicameral::test::detail::note(__builtin_return_address(0));
  return __libc_realloc(memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  bicameral::test::detail::note(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  bicameral::test::detail::note(__builtin_return_address(0));
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  bicameral::test::detail::note(__builtin_return_address(0));
  *memory = __libc_memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
}

[[gnu::noinline]] void* operator new(std::size_t size) {
  bicameral::test::detail::note(__builtin_return_address(0));
  if (void* memory = __libc_malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new[](std::size_t size) {
  bicameral::test::detail::note(__builtin_return_address(0));
  if (void* memory = __libc_malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  bicameral::test::detail::note(__builtin_return_address(0));
  if (void* memory = __libc_memalign(static_cast<std::size_t>(alignment), size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new[](std::size_t size, std::align_val_t alignment) {
  bicameral::test::detail::note(__builtin_return_address(0));
  if (void* memory = __libc_memalign(static_cast<std::size_t>(alignment), size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
// As GNU's own: what comes from malloc goes to free.
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

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
