#include "bicameral/kernels/conv2d/winograd/transform.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// A number that can be mapped like a vector.
struct Number {
  using Scalar = double;
  double value = 0;
  static Number broadcast(double v) { return {v}; }
  static Number zero() { return {}; }
  friend Number operator+(Number a, Number b) { return {a.value + b.value}; }
  friend Number operator-(Number a, Number b) { return {a.value - b.value}; }
  friend Number operator*(Number a, Number b) { return {a.value * b.value}; }
  friend Number multiply_add(Number a, Number b, Number c) { return {a.value * b.value + c.value}; }
};

template <int Count>
struct Values {
  Number values[static_cast<std::size_t>(Count)];
};

template <int Count>
Values<Count> named(const char* name) {
  const auto numbers_of_name = numbers<double>(static_cast<std::size_t>(Count), name);
  Values<Count> result;
  for (std::size_t i = 0; i < numbers_of_name.size(); ++i) result.values[i] = {numbers_of_name[i]};
  return result;
}

template <int Count>
double dot(const Values<Count>& a, const Values<Count>& b) {
  double sum = 0;
  for (int i = 0; i < Count; ++i) sum += a.values[i].value * b.values[i].value;
  return sum;
}

template <int Output>
void check_maps() {
  using Maps = WinogradMaps<Output>;
  constexpr int input = Maps::input;
  const auto d = named<input>("d");
  const auto g = named<3>("g");
  Values<input> v, u, m;
  Maps::input_map(d.values, v.values);
  Maps::filter_map(g.values, u.values);
  for (int i = 0; i < input; ++i) m.values[i] = v.values[i] * u.values[i];
  Values<Output> y;
  Maps::output_map(m.values, y.values);
  for (int i = 0; i < Output; ++i) {
    const double expected = d.values[i].value * g.values[0].value + d.values[i + 1].value * g.values[1].value +
                            d.values[i + 2].value * g.values[2].value;
    CHECK(y.values[i].value == Approx(expected).epsilon(1e-12));
  }

  // The maps of gradients are the transposes: <A m, y> = <m, A^T y>, <G g, u> = <g, G^T u>.
  const auto dy = named<Output>("dy");
  Values<input> dm;
  Maps::output_gradient_map(dy.values, dm.values);
  CHECK(dot(y, dy) == Approx(dot(m, dm)).epsilon(1e-12));
  const auto du = named<input>("du");
  Values<3> dg;
  Maps::filter_gradient_map(du.values, dg.values);
  CHECK(dot(u, du) == Approx(dot(g, dg)).epsilon(1e-12));
}

}  // namespace

TEST_CASE("Winograd's maps give a filter of three weights, and their transposes its gradients") {
  check_maps<2>();
  check_maps<4>();
}
