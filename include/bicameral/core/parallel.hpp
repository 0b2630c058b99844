#pragma once
// All parallelism goes through here: one pool whose size is an argument that is obeyed.
// The library uses oneTBB; BICAMERAL_PARALLEL_STD_THREADS selects a test-only back-end on std::thread,
// which ThreadSanitizer can see through.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "bicameral/core/error.hpp"

#ifdef BICAMERAL_PARALLEL_STD_THREADS
#include <atomic>
#include <exception>
#include <thread>
#include <vector>
#else
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>
#endif

namespace bicameral {

/// The most threads a pool may have: more is surely a mistake in an argument.
inline constexpr int most_threads = 1024;

/// A fixed number of workers that share out numbered tasks.
/// Ensures: results never depend on the number of workers as long as task t writes only what belongs to t.
class ThreadPool {
 public:
  /// Requires 1 <= threads <= most_threads.
  explicit ThreadPool(int threads)
      : threads_(checked(threads))
#ifndef BICAMERAL_PARALLEL_STD_THREADS
        ,
        arena_(threads)
#endif
  {
#ifndef BICAMERAL_PARALLEL_STD_THREADS
    // TBB runs no more workers than the machine has cores unless it is told to. The limit holds for the whole program,
    // the smallest one for all: a pool that needs none sets none, so that it does not slow another down.
    if (threads > tbb::info::default_concurrency())
      limit_.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
#endif
  }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return threads_; }

  /// Calls body(task, worker) once for every task in [0, tasks), with 0 <= worker < threads().
  /// No two calls with the same worker overlap, so a worker may index scratch memory. Bodies must not nest calls.
  template <class Body>
  void for_each_task(std::int64_t tasks, const Body& body) {
    run(tasks, {&body, [](const void* object, std::int64_t task, int worker) {
                  (*static_cast<const Body*>(object))(task, worker);
                }});
  }

 private:
  friend class BackgroundTask;
  /// A body without its type: the scheduler behind it is compiled once, not once for every loop.
  struct Task {
    const void* object;
    void (*call)(const void* object, std::int64_t task, int worker);
    void operator()(std::int64_t task, int worker) const { call(object, task, worker); }
  };
  void run(std::int64_t tasks, Task body);
  static int checked(int threads) {
    if (threads < 1 || threads > most_threads)
      fail("ThreadPool", "1 to " + std::to_string(most_threads) + " threads", std::to_string(threads));
    return threads;
  }

  int threads_;
#ifndef BICAMERAL_PARALLEL_STD_THREADS
  std::optional<tbb::global_control> limit_;
  tbb::task_arena arena_;
  std::mutex alone_;  // who works in a pool of one thread
#endif
};

/// One piece of work that goes on beside the caller's, for instance reading the next batch.
class BackgroundTask {
 public:
  explicit BackgroundTask(ThreadPool& pool) : pool_(pool) {}
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;
  ~BackgroundTask() {
    try {
      wait();
    } catch (...) {  // nobody is left to tell
    }
  }

  /// Begins `work`. Requires that the previous work was waited for.
  void start(std::function<void()> work);
  /// Returns when the work is done; throws what it threw. Does nothing when nothing was started.
  void wait();

 private:
  ThreadPool& pool_;
  std::function<void()> work_;
  bool running_ = false;
#ifdef BICAMERAL_PARALLEL_STD_THREADS
  std::thread thread_;
  std::exception_ptr failure_;
#else
  tbb::task_group group_;
#endif
};

#ifdef BICAMERAL_PARALLEL_STD_THREADS

inline void ThreadPool::run(std::int64_t tasks, Task body) {
  std::atomic<std::int64_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&](int worker) {
    try {
      for (std::int64_t task = next++; task < tasks; task = next++) body(task, worker);
    } catch (...) {
      const std::scoped_lock lock(failure_mutex);
      failure = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  for (int worker = 1; worker < threads_ && worker < tasks; ++worker) others.emplace_back(work, worker);
  work(0);
  for (auto& thread : others) thread.join();
  if (failure) std::rethrow_exception(failure);
}

inline void BackgroundTask::start(std::function<void()> work) {
  wait();
  work_ = std::move(work);
  running_ = true;
  thread_ = std::thread([this] {
    try {
      work_();
    } catch (...) {
      failure_ = std::current_exception();
    }
  });
}

inline void BackgroundTask::wait() {
  if (!running_) return;
  running_ = false;
  thread_.join();
  if (auto failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
}

#else

inline void ThreadPool::run(std::int64_t tasks, Task body) {
  if (threads_ == 1) {
    // Not inside the arena: where callers wait for its only place, TBB adds a second worker, whose number is 1.
    const std::scoped_lock lock(alone_);
    for (std::int64_t task = 0; task < tasks; ++task) body(task, 0);
    return;
  }
  if (tasks <= 1) {
    // Still inside the arena: two callers that share a pool must not both be worker 0.
    arena_.execute([&] {
      const int worker = tbb::this_task_arena::current_thread_index();
      for (std::int64_t task = 0; task < tasks; ++task) body(task, worker);
    });
    return;
  }
  arena_.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::int64_t>(0, tasks, 1),
        [&](const tbb::blocked_range<std::int64_t>& range) {
          const int worker = tbb::this_task_arena::current_thread_index();
          for (std::int64_t task = range.begin(); task < range.end(); ++task) body(task, worker);
        },
        tbb::simple_partitioner{});
  });
}

inline void BackgroundTask::start(std::function<void()> work) {
  wait();
  work_ = std::move(work);
  running_ = true;
  pool_.arena_.execute([this] { group_.run([this] { work_(); }); });
}

inline void BackgroundTask::wait() {
  if (!running_) return;
  running_ = false;
  pool_.arena_.execute([this] { group_.wait(); });
}

#endif

}  // namespace bicameral
