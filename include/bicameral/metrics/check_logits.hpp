#pragma once
// The one place that compares rows of class scores with their labels before anything is computed from them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "bicameral/core/error.hpp"

namespace bicameral {

/// Throws unless every label is one of `classes` classes.
/// Errors: name `where`, the row, the label and the number of classes.
inline void check_labels(const char* where, int classes, std::span<const std::int32_t> labels) {
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] < 0 || labels[row] >= classes)
      fail(where,
           "a label from 0 to " + std::to_string(classes - 1) + " in row " + std::to_string(row) + " of " +
               std::to_string(labels.size()) + " (" + std::to_string(classes) + " classes)",
           std::to_string(labels[row]));
  }
}

/// Throws unless `values` numbers are labels.size() rows of `classes` scores and every label is a class.
/// Errors: name `where` and the numbers that disagree.
inline void check_logits(const char* where, std::size_t values, int classes, std::span<const std::int32_t> labels) {
  if (classes < 1) fail(where, "at least one class", std::to_string(classes));
  const std::size_t expected = labels.size() * static_cast<std::size_t>(classes);
  if (values != expected)
    fail(where,
         std::to_string(expected) + " logits for " + std::to_string(labels.size()) + " rows of " +
             std::to_string(classes) + " classes",
         std::to_string(values));
  check_labels(where, classes, labels);
}

/// Row number `row` of row-major scores.
template <class T>
std::span<T> logits_row(std::span<T> logits, int classes, std::size_t row) {
  return logits.subspan(row * static_cast<std::size_t>(classes), static_cast<std::size_t>(classes));
}

}  // namespace bicameral
