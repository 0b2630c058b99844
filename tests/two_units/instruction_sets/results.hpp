#pragma once
// What the two units are given and what they answer: nothing that depends on how a unit is compiled.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bicameral/core/parallel.hpp"

/// The same for both.
struct Inputs {
  std::vector<float> images;
  std::vector<std::int32_t> fine;
  std::vector<std::int32_t> coarse;
  std::vector<float> weights;  // and running statistics, as the network keeps them; empty: as the unit starts them
};

/// Tensors by name, so that a difference can be told.
struct Results {
  std::string instruction_set;
  std::map<std::string, std::vector<float>> tensors;
  std::map<std::string, double> against_reference;  // largest difference over largest value
  double allowed = 0;                               // of one convolution in float
};

inline constexpr int batch = 8;
Results compute_plain(const Inputs& inputs, bicameral::ThreadPool& pool);
Results compute_native(const Inputs& inputs, bicameral::ThreadPool& pool);
