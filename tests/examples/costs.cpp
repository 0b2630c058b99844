#include "examples/cifar100/study/costs.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace cifar100;

namespace {

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

/// A row of one seed that was trained for so many epochs.
void add(Comparison& comparison, const std::string& row, std::uint64_t seed, std::int64_t epochs,
         double multiply_adds) {
  if (epochs_of(comparison, row).empty()) comparison.rows.push_back({row, "matched", row, row});
  comparison.results.push_back(
      {.row = row, .seed = seed, .epochs = {{epochs, epochs}}, .multiply_adds = multiply_adds});
}

}  // namespace

TEST_CASE("epochs over seeds are a range where they differ, and a note says so") {
  Comparison comparison;
  add(comparison, "specialised", 0, 5, 1e12);
  CHECK(epochs_text(epochs_of(comparison, "specialised")) == "5");
  CHECK(epochs_notes(comparison).empty());
  add(comparison, "specialised", 1, 8, 1e12);
  add(comparison, "specialised", 2, 6, 1e12);
  CHECK(epochs_text(epochs_of(comparison, "specialised")) == "5-8");
  REQUIRE(epochs_notes(comparison).size() == 1);
  CHECK(says(epochs_notes(comparison)[0], "from the fewest to the most"));
  CHECK(epochs_of(comparison, "left").empty());
}

TEST_CASE("the heads' epochs, and those of fine-tuning, are explained where a row has them") {
  Comparison comparison;
  add(comparison, "left", 0, 4, 1e12);
  add(comparison, "specialised", 0, 4, 1e12);
  comparison.results.back().epochs.push_back({3, 3});
  REQUIRE(epochs_notes(comparison).size() == 1);
  CHECK(says(epochs_notes(comparison)[0], "four for the heads."));
  add(comparison, "fine_tuned", 0, 4, 1e12);
  comparison.results.back().epochs.insert(comparison.results.back().epochs.end(), {{3, 3}, {2, 2}});
  REQUIRE(epochs_notes(comparison).size() == 1);
  CHECK(says(epochs_notes(comparison)[0], "four for the heads; a third number is of the fine-tuning."));
}

TEST_CASE("compute is compared over the seeds that both have") {
  Comparison comparison;
  add(comparison, "specialised", 0, 4, 10e12);
  add(comparison, "specialised", 1, 4, 10e12);
  add(comparison, "resnet9_matched", 1, 4, 5e12);
  add(comparison, "resnet9_matched", 2, 4, 90e12);
  CHECK(*compute_ratio(comparison, "resnet9_matched", "specialised") == Approx(0.5));
  CHECK(*compute_ratio(comparison, "specialised", "resnet9_matched") == Approx(2));
  CHECK_FALSE(compute_ratio(comparison, "specialised", "left").has_value());
}

TEST_CASE("a row is matched where it took the compute of the specialised network to the epoch") {
  Comparison comparison;
  add(comparison, "specialised", 0, 4, 10e12);
  comparison.rows.front().arm = "specialised";
  CHECK(matched_note(comparison).empty());
  add(comparison, "resnet9_matched", 1, 10, 10e12);
  CHECK_FALSE(has_compute_of_reference(comparison, "resnet9_matched").has_value());
  CHECK(says(matched_note(comparison), "its planned training multiply-adds, to the nearest epoch; no seed has both"));
  add(comparison, "resnet9_matched", 0, 10, 9.5e12);
  CHECK(*has_compute_of_reference(comparison, "resnet9_matched"));
  CHECK(matched_note(comparison) == "\"Compute of specialised\": its training multiply-adds, to the nearest epoch.");
  // Six of the epochs that it should have had.
  add(comparison, "resnet18_matched", 0, 6, 6e12);
  CHECK_FALSE(*has_compute_of_reference(comparison, "resnet18_matched"));
  const std::string note = matched_note(comparison);
  CHECK(says(note, "was the aim"));
  CHECK(says(note, ": resnet18_matched (0.60 times as many)."));
  CHECK_FALSE(says(note, "to the nearest epoch"));
}
