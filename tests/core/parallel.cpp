#include "bicameral/core/parallel.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("every task is run once, by a worker of the pool") {
  for (const int threads : {1, 2, 3, 7}) {
    ThreadPool pool(threads);
    CHECK(pool.threads() == threads);
    for (const std::int64_t tasks : {0, 1, 2, 100, 1000}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(tasks));
      std::atomic<bool> strange{false};
      pool.for_each_task(tasks, [&](std::int64_t task, int worker) {
        ++runs[static_cast<std::size_t>(task)];
        if (worker < 0 || worker >= threads) strange = true;
      });
      CHECK_FALSE(strange);
      for (const auto& count : runs) CHECK(count == 1);
    }
  }
}

TEST_CASE("no two tasks with the same worker overlap, also when several threads share the pool") {
  for (const int threads : {1, 3}) {
    ThreadPool pool(threads);
    std::vector<std::atomic<int>> busy(static_cast<std::size_t>(threads));
    std::atomic<int> overlaps{0};
    std::atomic<int> strangers{0};
    const auto use = [&] {
      for (int repeat = 0; repeat < 20; ++repeat)
        pool.for_each_task(20, [&](std::int64_t, int worker) {
          if (worker < 0 || worker >= threads) {
            ++strangers;
            return;
          }
          auto& mine = busy[static_cast<std::size_t>(worker)];
          if (mine.exchange(1) != 0) ++overlaps;
          std::this_thread::sleep_for(std::chrono::microseconds(20));
          mine = 0;
        });
    };
#ifdef BICAMERAL_PARALLEL_STD_THREADS
    use();  // that back-end has workers for one caller at a time
#else
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) callers.emplace_back(use);
    for (std::thread& caller : callers) caller.join();
#endif
    CHECK(overlaps == 0);
    CHECK(strangers == 0);
  }
}

TEST_CASE("a pool runs as many tasks at once as it has threads, more than the machine has cores too") {
  for (const int threads : {2, 5}) {
    ThreadPool pool(threads);
    // Each task waits until all are there: with fewer threads none would go on before the deadline.
    std::atomic<int> there{0};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    std::atomic<int> alone{0};
    pool.for_each_task(threads, [&](std::int64_t, int) {
      ++there;
      while (there < threads && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
      if (there < threads) ++alone;
    });
    CHECK(alone == 0);
  }
}

TEST_CASE("a pool of one thread works in the caller's thread") {
  ThreadPool pool(1);
  std::set<std::thread::id> seen;
  pool.for_each_task(50, [&](std::int64_t, int) { seen.insert(std::this_thread::get_id()); });
  CHECK(seen == std::set<std::thread::id>{std::this_thread::get_id()});
}

TEST_CASE("what a task throws reaches the caller and the pool goes on") {
  for (const int threads : {1, 3}) {
    ThreadPool pool(threads);
    CHECK(thrown_message([&] {
            pool.for_each_task(10, [](std::int64_t task, int) {
              if (task == 7) throw Error("task 7");
            });
          }) == "task 7");
    std::atomic<int> runs{0};
    pool.for_each_task(10, [&](std::int64_t, int) { ++runs; });
    CHECK(runs == 10);
  }
}

TEST_CASE("a number of threads that makes no sense is refused") {
  for (const int threads : {-1, 0, 1025})
    CHECK(thrown_message([&] { ThreadPool pool(threads); }) ==
          "ThreadPool: expected 1 to 1024 threads, got " + std::to_string(threads));
}

TEST_CASE("background work is done when it was waited for") {
  for (const int threads : {1, 2}) {
    ThreadPool pool(threads);
    BackgroundTask background(pool);
    background.wait();  // nothing to wait for
    int value = 0;
    for (int i = 1; i <= 50; ++i) {
      background.start([&] { value = i; });
      std::atomic<int> runs{0};
      pool.for_each_task(8, [&](std::int64_t, int) { ++runs; });
      background.wait();
      CHECK(runs == 8);
      CHECK(value == i);
    }
  }
}

TEST_CASE("what background work throws is thrown by wait, once") {
  ThreadPool pool(2);
  BackgroundTask background(pool);
  background.start([] { throw Error("behind the scenes"); });
  CHECK(thrown_message([&] { background.wait(); }) == "behind the scenes");
  CHECK(thrown_message([&] { background.wait(); }) == "");
  int value = 0;
  background.start([&] { value = 1; });
  background.wait();
  CHECK(value == 1);
}

TEST_CASE("the end of a background task waits for its work") {
  ThreadPool pool(2);
  std::atomic<bool> done{false};
  {
    BackgroundTask background(pool);
    background.start([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      done = true;
    });
  }
  CHECK(done);
  {
    BackgroundTask background(pool);
    background.start([] { throw Error("nobody hears this"); });
  }
}
