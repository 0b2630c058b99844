#pragma once
// Tune files as the program uses them.

#include <string>
#include <vector>

#include "bicameral/kernels/conv2d/problem.hpp"

namespace cifar100 {

/// Worker threads for a setting: itself, or for 0 one per core.
int thread_count(int setting);

/// The choices in a tune file as the setting 'convolution_choices' has them. Throws if the file cannot be used on this
/// machine with so many threads (0: one per core). Says so where it was measured with another batch than `batch`.
std::string choices_in(const std::string& tune_file, int threads, int batch);

}  // namespace cifar100
