#include "bicameral/data/batches.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

using Crops = Augmentation<RandomCrop<2>, RandomFlip>;

// Picture i is filled from i alone and has the labels i % 5 and i % 5 / 3.
Dataset counted(int count) {
  Dataset dataset = make_dataset({3, 6, 5}, count, {"a", "b", "c", "d", "e"}, {"x", "y"});
  for (int i = 0; i < count; ++i) {
    for (int j = 0; j < 90; ++j) dataset.image(i)[j] = static_cast<std::uint8_t>(i * 37 + j);
    dataset.fine[static_cast<std::size_t>(i)] = i % 5;
    dataset.coarse[static_cast<std::size_t>(i)] = i % 5 / 3;
  }
  return dataset;
}

std::vector<std::uint32_t> all_of(const Dataset& dataset) {
  std::vector<std::uint32_t> indices(static_cast<std::size_t>(dataset.count()));
  std::iota(indices.begin(), indices.end(), 0u);
  return indices;
}

// Everything a loader serves until its epoch ends.
struct Served {
  std::vector<float> images;
  std::vector<std::int32_t> fine;
  std::vector<std::int32_t> coarse;
  std::vector<std::uint32_t> ids;
  std::vector<int> counts;
  std::vector<int> steps;
  bool operator==(const Served&) const = default;
};

template <class Loader>
Served rest_of(Loader& loader) {
  Served served;
  Batch<float> batch;
  while (loader.next(batch)) {
    served.images.insert(served.images.end(), batch.images, batch.images + batch.count * 90);
    served.fine.insert(served.fine.end(), batch.fine.begin(), batch.fine.end());
    served.coarse.insert(served.coarse.end(), batch.coarse.begin(), batch.coarse.end());
    served.ids.insert(served.ids.end(), batch.ids.begin(), batch.ids.end());
    served.counts.push_back(batch.count);
    served.steps.push_back(batch.step);
  }
  return served;
}

}  // namespace

TEST_CASE("Every picture is served once an epoch, with its own pixels and labels") {
  const Dataset dataset = counted(23);
  ThreadPool pool(2);
  BatchLoader<float, Crops> loader(dataset, all_of(dataset), {.batch = 5, .seed = 3}, pool);
  CHECK(loader.steps() == 5);
  loader.begin_epoch(4);
  const Served served = rest_of(loader);
  CHECK(served.counts == std::vector<int>{5, 5, 5, 5, 3});  // the last, smaller batch is kept
  CHECK(served.steps == std::vector<int>{0, 1, 2, 3, 4});
  auto sorted = served.ids;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == all_of(dataset));
  const PixelTable<float> table({}, 3);
  std::vector<float> expected(90);
  for (std::size_t i = 0; i < served.ids.size(); ++i) {
    const std::uint32_t id = served.ids[i];
    CHECK(served.fine[i] == dataset.fine[id]);
    CHECK(served.coarse[i] == dataset.coarse[id]);
    Crops::apply(dataset.shape, dataset.image(id), table, {3, 4, id}, expected.data());
    CHECK(std::equal(expected.begin(), expected.end(), served.images.begin() + static_cast<std::ptrdiff_t>(i * 90)));
  }
}

TEST_CASE("With a cutout each picture is augmented, then covered by its own square") {
  const Dataset dataset = counted(23);
  ThreadPool pool(2);
  BatchLoader<float, Crops> loader(dataset, all_of(dataset), {.batch = 5, .seed = 3, .cutout = 3}, pool);
  loader.begin_epoch(4);
  const Served served = rest_of(loader);
  const PixelTable<float> table({}, 3);
  std::vector<float> expected(90);
  for (std::size_t i = 0; i < served.ids.size(); ++i) {
    const ImageKey key{3, 4, served.ids[i]};
    Crops::apply(dataset.shape, dataset.image(key.image), table, key, expected.data());
    const auto square = Cutout{3}.draw(dataset.shape, key);
    for (int y = square.top; y < square.bottom; ++y)
      for (int x = square.left; x < square.right; ++x)
        for (int c = 0; c < 3; ++c) expected[static_cast<std::size_t>((y * 5 + x) * 3 + c)] = 0;
    CHECK(std::equal(expected.begin(), expected.end(), served.images.begin() + static_cast<std::ptrdiff_t>(i * 90)));
  }
  CHECK(thrown_message([&] { BatchLoader<float, Crops>(dataset, all_of(dataset), {.batch = 5, .cutout = 6}, pool); }) ==
        "Cutout: expected a side from 0 to 5 pixels, got 6");
}

TEST_CASE("Only the listed pictures are served, in the order of the list if asked") {
  const Dataset dataset = counted(20);
  ThreadPool pool(1);
  const std::vector<std::uint32_t> some{17, 3, 3, 8, 0};
  BatchLoader<float, Augmentation<>> loader(dataset, some, {.batch = 2, .order = Order::in_order}, pool);
  for (std::uint32_t epoch = 0; epoch < 2; ++epoch) {
    loader.begin_epoch(epoch);
    CHECK(rest_of(loader).ids == some);
  }
}

TEST_CASE("Orders differ by epoch and seed and repeat themselves otherwise") {
  const Dataset dataset = counted(40);
  ThreadPool pool(2);
  const auto order = [&](std::uint64_t seed, std::uint32_t epoch) {
    BatchLoader<float, Crops> loader(dataset, all_of(dataset), {.batch = 8, .seed = seed}, pool);
    loader.begin_epoch(epoch);
    return rest_of(loader).ids;
  };
  CHECK(order(1, 0) == order(1, 0));
  CHECK(order(1, 0) != order(1, 1));
  CHECK(order(1, 0) != order(2, 0));
  CHECK(order(1, 0) != all_of(dataset));
}

TEST_CASE("An epoch continued in its middle equals the rest of the whole one") {
  const Dataset dataset = counted(23);
  ThreadPool pool(2);
  BatchLoader<float, Crops> whole(dataset, all_of(dataset), {.batch = 4, .seed = 9}, pool);
  BatchLoader<float, Crops> resumed(dataset, all_of(dataset), {.batch = 4, .seed = 9}, pool);
  whole.begin_epoch(7);
  Batch<float> batch;
  for (int step = 0; step < 3; ++step) REQUIRE(whole.next(batch));
  const Served rest = rest_of(whole);
  resumed.begin_epoch(7, 3);
  CHECK(rest_of(resumed) == rest);
  CHECK(rest.steps == std::vector<int>{3, 4, 5});
  resumed.begin_epoch(7, 6);  // the epoch was over
  CHECK_FALSE(resumed.next(batch));
  CHECK(thrown_message([&] { resumed.begin_epoch(7, 7); }).find("a first step from 0 to 6, got 7") !=
        std::string::npos);
  CHECK_FALSE(thrown_message([&] { resumed.begin_epoch(7, -1); }).empty());
}

TEST_CASE("An epoch may be left early and another one begun") {
  const Dataset dataset = counted(23);
  ThreadPool pool(2);
  BatchLoader<float, Crops> left(dataset, all_of(dataset), {.batch = 4, .seed = 9}, pool);
  BatchLoader<float, Crops> fresh(dataset, all_of(dataset), {.batch = 4, .seed = 9}, pool);
  Batch<float> batch;
  CHECK_FALSE(left.next(batch));  // nothing was begun
  left.begin_epoch(0);
  REQUIRE(left.next(batch));
  left.begin_epoch(1);
  fresh.begin_epoch(1);
  CHECK(rest_of(left) == rest_of(fresh));
}

TEST_CASE("What is served does not depend on the number of threads, and a batch stays while the next is prepared") {
  const Dataset dataset = counted(50);
  const auto served = [&](int threads) {
    ThreadPool pool(threads);
    BatchLoader<float, Crops> loader(dataset, all_of(dataset), {.batch = 7, .seed = 2}, pool);
    loader.begin_epoch(0);
    Served all;
    Batch<float> batch;
    while (loader.next(batch)) {
      const std::vector<float> before(batch.images, batch.images + batch.count * 90);
      std::vector<double> work(64);
      pool.for_each_task(64,
                         [&](std::int64_t task, int) { work[static_cast<std::size_t>(task)] = batch.images[task]; });
      CHECK(std::equal(before.begin(), before.end(), batch.images));
      all.images.insert(all.images.end(), before.begin(), before.end());
    }
    return all;
  };
  const Served one = served(1);
  CHECK(one.images.size() == 50 * 90);
  CHECK(one == served(2));
  CHECK(one == served(4));
}

TEST_CASE("A loader refuses what it cannot serve") {
  const Dataset dataset = counted(10);
  const Dataset empty = counted(0);
  ThreadPool pool(1);
  const auto complaint = [&](const Dataset& data, std::vector<std::uint32_t> indices, int batch,
                             const Normalization& normalization = {}) {
    return thrown_message([&] { BatchLoader<float, Crops>(data, indices, {.batch = batch}, pool, normalization); });
  };
  const auto mentions = [](const std::string& message, const char* words) {
    return message.find(words) != std::string::npos;
  };
  CHECK(complaint(dataset, all_of(dataset), 10).empty());
  CHECK(mentions(complaint(empty, {}, 1), "at least one picture"));
  CHECK(mentions(complaint(dataset, {}, 1), "at least one picture"));
  CHECK(mentions(complaint(dataset, {3, 10}, 1), "indices below 10, got 10"));
  CHECK(mentions(complaint(dataset, all_of(dataset), 0), "a batch of 1 to 10 pictures, as many as there are, got 0"));
  CHECK(mentions(complaint(dataset, all_of(dataset), 11), "got 11"));
  CHECK(mentions(complaint(dataset, all_of(dataset), 2, {{0.5}, {0.5}}), "each of 3 channels"));
  CHECK(mentions(thrown_message([&] {
                   BatchLoader<float, Augmentation<RandomCrop<5>>>(dataset, all_of(dataset), {.batch = 2}, pool);
                 }),
                 "padding of 5, got 3x6x5"));
}
