#include "bicameral/data/synthetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

SyntheticSettings few(int train, int test) {
  SyntheticSettings settings;
  settings.train_images = train;
  settings.test_images = test;
  return settings;
}

using MeanColour = std::array<double, 3>;

MeanColour mean_colour(const Dataset& dataset, int image) {
  MeanColour mean{};
  for (std::size_t c = 0; c < 3; ++c)
    for (int i = 0; i < 1024; ++i) mean[c] += dataset.image(image)[static_cast<int>(c) * 1024 + i] / 1024.0;
  return mean;
}

// How often the class with the nearest mean colour in `train` is the right one in `test`.
double accuracy_by_colour(const Dataset& train, const std::vector<std::int32_t>& train_labels, const Dataset& test,
                          const std::vector<std::int32_t>& test_labels, int classes) {
  std::vector<MeanColour> centres(static_cast<std::size_t>(classes));
  std::vector<double> members(static_cast<std::size_t>(classes), 0.0);
  for (int i = 0; i < train.count(); ++i) {
    const auto label = static_cast<std::size_t>(train_labels[static_cast<std::size_t>(i)]);
    const MeanColour mean = mean_colour(train, i);
    for (std::size_t c = 0; c < 3; ++c) centres[label][c] += mean[c];
    ++members[label];
  }
  int right = 0;
  for (int i = 0; i < test.count(); ++i) {
    const MeanColour mean = mean_colour(test, i);
    double best = std::numeric_limits<double>::infinity();
    std::int32_t answer = 0;
    for (std::size_t k = 0; k < centres.size(); ++k) {
      double distance = 0;
      for (std::size_t c = 0; c < 3; ++c) distance += std::pow(centres[k][c] / members[k] - mean[c], 2);
      if (distance < best) {
        best = distance;
        answer = static_cast<std::int32_t>(k);
      }
    }
    right += answer == test_labels[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  return static_cast<double>(right) / test.count();
}

}  // namespace

TEST_CASE("Synthetic data has the sizes that were asked for and its fine classes lie in coarse ones") {
  SyntheticSettings settings = few(60, 24);
  settings.coarse_classes = 4;
  settings.fine_per_coarse = 3;
  settings.shape = {1, 12, 20};
  const TrainTest data = make_synthetic(settings);
  for (const Dataset* dataset : {&data.train, &data.test}) {
    check(*dataset);
    CHECK(dataset->shape == Shape{1, 12, 20});
    CHECK(dataset->classes() == Classes{12, 4});
    CHECK(fine_to_coarse(*dataset) == std::vector<std::int32_t>{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
    for (int label = 0; label < 12; ++label)
      CHECK(std::count(dataset->fine.begin(), dataset->fine.end(), label) == dataset->count() / 12);
  }
  CHECK(data.train.count() == 60);
  CHECK(data.test.count() == 24);
}

TEST_CASE("Synthetic data is the same everywhere and follows its seed") {
  SyntheticSettings settings = few(40, 20);
  const TrainTest data = make_synthetic(settings);
  // Recorded when the generator was made: a change of the generator changes every result that was ever reported.
  CHECK(content_hash(data.train) == "f5e4aca3e2f0ebb8");
  CHECK(content_hash(data.test) == "5036ec385232a20b");
  settings.seed = 2;
  CHECK(content_hash(make_synthetic(settings).train) != content_hash(data.train));
}

TEST_CASE("A picture does not depend on how many there are, and none is in both sets") {
  const TrainTest few_pictures = make_synthetic(few(10, 10));
  const TrainTest more_pictures = make_synthetic(few(30, 10));
  CHECK(content_hash(few_pictures.train) == content_hash(first(more_pictures.train, 10)));
  std::set<std::string> pictures;
  for (const Dataset* dataset : {&more_pictures.train, &more_pictures.test})
    for (int i = 0; i < dataset->count(); ++i) pictures.emplace(reinterpret_cast<const char*>(dataset->image(i)), 3072);
  CHECK(pictures.size() == 40);
}

TEST_CASE("Any first pictures of synthetic data are balanced over the coarse classes") {
  const TrainTest data = make_synthetic(few(43, 1));
  for (int label = 0; label < 20; ++label) {
    const auto members = std::count(data.train.coarse.begin(), data.train.coarse.end(), label);
    CHECK(members >= 2);
    CHECK(members <= 3);
  }
}

TEST_CASE("Neither label can be read from the mean colour of a synthetic picture") {
  const TrainTest data = make_synthetic(few(2000, 1000));
  // By chance 0.05 and 0.01; the bounds lie more than four deviations above.
  CHECK(accuracy_by_colour(data.train, data.train.coarse, data.test, data.test.coarse, 20) < 0.085);
  CHECK(accuracy_by_colour(data.train, data.train.fine, data.test, data.test.fine, 100) < 0.025);
}

TEST_CASE("Every number of classes up to 256 has names of its own and pictures") {
  for (const auto& [coarse, per_coarse] :
       {std::array{1, 1}, std::array{1, 256}, std::array{256, 1}, std::array{16, 16}, std::array{3, 85}}) {
    SyntheticSettings settings = few(coarse * per_coarse, 1);
    settings.coarse_classes = coarse;
    settings.fine_per_coarse = per_coarse;
    settings.shape = {3, 8, 8};
    const TrainTest data = make_synthetic(settings);
    check(data.train);
    check_label_names(data.train.fine_names, "fine names");
    check_label_names(data.train.coarse_names, "coarse names");
  }
  const TrainTest data = make_synthetic(few(1, 1));
  CHECK(data.train.coarse_names.front() == "ring of discs");
  CHECK(data.train.fine_names.front() == "ring of level-striped discs");
}

TEST_CASE("No detail belongs to one coarse class alone, and each coarse class has different ones") {
  const SyntheticSettings settings;
  std::array<int, synthetic::patterns> users{};
  for (int coarse = 0; coarse < settings.coarse_classes; ++coarse) {
    std::set<int> own;
    for (int k = 0; k < settings.fine_per_coarse; ++k)
      own.insert(static_cast<int>(synthetic::fine_detail(settings, coarse, k).pattern));
    CHECK(own.size() == 5);
    for (const int pattern : own) ++users[static_cast<std::size_t>(pattern)];
  }
  for (const int count : users) CHECK(count >= 6);
}

TEST_CASE("No arrangement is the mirror image of another, and outlines equal their own") {
  using synthetic::arrangements;
  for (std::size_t a = 0; a < arrangements.size(); ++a)
    for (std::size_t b = a + 1; b < arrangements.size(); ++b) {
      bool mirrored = arrangements[a].parts == arrangements[b].parts;
      for (int i = 0; i < arrangements[a].parts && mirrored; ++i) {
        const synthetic::Part& part = arrangements[a].part[static_cast<std::size_t>(i)];
        bool found = false;
        for (int j = 0; j < arrangements[b].parts; ++j) {
          const synthetic::Part& other = arrangements[b].part[static_cast<std::size_t>(j)];
          found = found ||
                  (std::hypot(part.x + other.x, part.y - other.y) < 0.2 && std::abs(part.radius - other.radius) < 0.1);
        }
        mirrored = found;
      }
      INFO(arrangements[a].name << " and " << arrangements[b].name);
      CHECK_FALSE(mirrored);
    }
  for (int outline = 0; outline < static_cast<int>(synthetic::outline_names.size()); ++outline) {
    int covered = 0;
    for (int y = -12; y <= 12; ++y)
      for (int x = 0; x <= 12; ++x) {
        const double u = (x + 0.03) / 10;
        const double v = (y + 0.03) / 10;
        const bool here = synthetic::inside(static_cast<synthetic::Outline>(outline), u, v);
        covered += here ? 1 : 0;
        CHECK(here == synthetic::inside(static_cast<synthetic::Outline>(outline), -u, v));
      }
    INFO(synthetic::outline_names[static_cast<std::size_t>(outline)]);
    CHECK(covered > 40);
    CHECK_FALSE(synthetic::inside(static_cast<synthetic::Outline>(outline), 0.9, 0.95));
  }
}

TEST_CASE("Settings that cannot be made are refused by name") {
  const auto complaint = [](auto change) {
    SyntheticSettings settings;
    change(settings);
    return thrown_message([&] { make_synthetic(settings); });
  };
  const auto mentions = [](const std::string& message, const char* words) {
    return message.find(words) != std::string::npos;
  };
  CHECK(mentions(complaint([](auto& s) { s.coarse_classes = 0; }), "coarse_classes: expected 1 to 256, got 0"));
  CHECK(mentions(complaint([](auto& s) { s.fine_per_coarse = 257; }), "fine_per_coarse"));
  CHECK(mentions(complaint([](auto& s) { s.fine_per_coarse = 13; }), "coarse_classes * fine_per_coarse"));
  CHECK(mentions(complaint([](auto& s) { s.train_images = 0; }), "train_images"));
  CHECK(mentions(complaint([](auto& s) { s.test_images = -1; }), "test_images"));
  CHECK(mentions(complaint([](auto& s) { s.shape = {3, 7, 32}; }), "height: expected 8 to 4096, got 7"));
  CHECK(mentions(complaint([](auto& s) { s.noise = -0.1; }), "noise"));
  CHECK(mentions(complaint([](auto& s) { s.clutter = std::numeric_limits<double>::quiet_NaN(); }), "clutter"));
  CHECK(mentions(complaint([](auto& s) { s.disorder = 2; }), "disorder"));
}
