// One program of a unit with the compiler's least instruction set and a unit with this machine's: each computes with
// its own code, and both agree.
#include <cmath>
#include <cstdio>

#include "tests/two_units/instruction_sets/results.hpp"

namespace {

int mistakes = 0;

void expect(bool holds, const std::string& what, double got) {
  if (holds) return;
  ++mistakes;
  std::printf("%s: %g\n", what.c_str(), got);
}

/// Largest difference over largest value; infinite where one is no number or has another size.
double difference(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size() || a.empty()) return INFINITY;
  double largest = 0;
  double error = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!std::isfinite(a[i]) || !std::isfinite(b[i])) return INFINITY;
    largest = std::fmax(largest, std::fabs(a[i]));
    error = std::fmax(error, std::fabs(a[i] - b[i]));
  }
  return error == 0 ? 0 : error / largest;
}

}  // namespace

int main() {
  bicameral::ThreadPool pool(2);
  Inputs inputs;
  for (int i = 0; i < batch * 3 * 12 * 12; ++i) inputs.images.push_back(std::sin(0.37f * static_cast<float>(i)));
  for (int i = 0; i < batch; ++i) {
    inputs.fine.push_back(i % 6);
    inputs.coarse.push_back(i % 3);
  }
  const Results start = compute_plain(inputs, pool);
  inputs.weights = start.tensors.at("weights before");
  const Results plain = compute_plain(inputs, pool);
  const Results native = compute_native(inputs, pool);

  expect(plain.instruction_set != native.instruction_set, "both units are compiled for " + plain.instruction_set, 1);
  for (const Results* unit : {&plain, &native})
    for (const auto& [name, error] : unit->against_reference)
      expect(error <= unit->allowed, unit->instruction_set + ", " + name + ", against the reference", error);

  // One step rounds in ten places one after the other (three convolutions or products and two normalisations, forward
  // and back), each as little as a convolution may; both units do.
  const double tolerance = 2 * 10 * plain.allowed;
  expect(plain.tensors.size() == native.tensors.size(), "tensors", static_cast<double>(native.tensors.size()));
  double largest = 0;
  for (const auto& [name, values] : plain.tensors) {
    const auto found = native.tensors.find(name);
    const double error = found == native.tensors.end() ? INFINITY : difference(values, found->second);
    const bool convolution = plain.against_reference.count(name) > 0;
    expect(error <= (convolution ? 2 * plain.allowed : tolerance), name + ", one unit against the other", error);
    largest = std::fmax(largest, error);
  }
  std::printf("%s and %s: %zu tensors, largest difference %g\n", plain.instruction_set.c_str(),
              native.instruction_set.c_str(), plain.tensors.size(), largest);
  return mistakes == 0 ? 0 : 1;
}
