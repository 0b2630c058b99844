#pragma once
// Results such as a run of all arms has: 26 rows, many of equal size or of nearly equal training.

#include <array>
#include <cstddef>
#include <optional>

#include "bicameral/metrics/statistics.hpp"

namespace bicameral::test {

struct StudyRow {
  const char* name;
  const char* arm;
  const char* description;
  double parameters;  // in millions
  double compute;     // in millions of millions of multiply-adds
  std::optional<double> fine;
  std::optional<double> coarse;
};

inline const std::array<StudyRow, 26>& study_rows() {
  constexpr std::optional<double> none = std::nullopt;
  static const std::array<StudyRow, 26> rows{{
      {"specialised", "specialised", "bilateral, specialised, frozen halves", 0.83, 86.4, 54.2, 67.5},
      {"left", "halves", "left hemisphere alone (fine)", 0.42, 32.4, 53.8, none},
      {"right", "halves", "right hemisphere alone (coarse)", 0.42, 32.4, none, 65.6},
      {"unspecialised", "unspecialised", "bilateral, unspecialised, end to end", 0.83, 64.8, 56.6, 69.8},
      {"resnet9", "single", "single ResNet-9, two heads", 0.42, 32.4, 55.1, 68.2},
      {"resnet18", "single", "single ResNet-18, two heads", 0.70, 90, 57.4, 70.3},
      {"resnet34", "single", "single ResNet-34, two heads", 1.33, 188, 58.0, 71.0},
      {"ensemble2", "ensemble", "ensemble, best 2 of 10 ResNet-9", 0.84, 324, 59.6, 72.4},
      {"ensemble5", "ensemble", "ensemble, best 5 of 10 ResNet-9", 2.1, 324, 61.7, 74.6},
      {"fine_fine", "same_role", "bilateral, both halves fine, frozen", 0.83, 86.4, 55.4, 66.8},
      {"coarse_coarse", "same_role", "bilateral, both halves coarse, frozen", 0.83, 86.4, 51.2, 67.9},
      {"unspecialised_matched", "matched", "bilateral, unspecialised, compute of specialised", 0.83, 86.38, 57.5, 70.5},
      {"resnet9_matched", "matched", "single ResNet-9, compute of specialised", 0.42, 86.41, 56.4, 69.5},
      {"resnet18_matched", "matched", "single ResNet-18, compute of specialised", 0.70, 86.2, 57.2, 70.2},
      {"resnet34_matched", "matched", "single ResNet-34, compute of specialised", 1.33, 86.6, 56.3, 69.0},
      {"fine_tuned", "fine_tuned", "bilateral, specialised, then fine-tuned end to end", 0.83, 151, 57.7, 70.6},
      {"narrow_wide", "pairs", "left of half the width, right of the whole", 0.52, 67, 51.9, 67.1},
      {"wide_narrow", "pairs", "left of the whole width, right of half", 0.52, 67, 53.9, 64.9},
      {"sparse_dense", "pairs", "left sparse (k-winners), right dense", 0.83, 86.4, 53.1, 67.2},
      {"dense_sparse", "pairs", "left dense, right sparse (k-winners)", 0.83, 86.4, 54.0, 66.6},
      {"resnet_vgg", "pairs", "left ResNet-9, right VGG-11", 0.99, 70, 54.3, 66.9},
      {"vgg_resnet", "pairs", "left VGG-11, right ResNet-9", 0.99, 70, 52.8, 67.4},
      {"inverted_resnet", "pairs", "left Inverted ResNet-9, right ResNet-9", 0.58, 75, 52.5, 67.0},
      {"resnet_inverted", "pairs", "left ResNet-9, right Inverted ResNet-9", 0.58, 75, 53.6, 65.7},
      {"local_skipping", "local_skipping", "left dense and local, right wide and skipping", 1.1, 110, 54.6, 68.1},
      {"skipping_local", "local_skipping", "left wide and skipping, right dense and local", 1.1, 110, 53.5, 68.4},
  }};
  return rows;
}

/// About one point to each side, as of three seeds.
inline Interval study_interval(double value, std::size_t row) {
  const double reach = 0.6 + 0.1 * static_cast<double>(row % 8);
  return {value - reach, value + reach};
}

}  // namespace bicameral::test
