#include "bicameral/hemispheres/unilateral.hpp"

#include "bicameral/check/gradient_check.hpp"
#include "bicameral/network/convert.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

template <class A>
std::string check(Mode mode) {
  Network<A, double> network(tiny_classes, 3);
  detail::randomize(network, 4);
  const auto images = numbers<double>(4 * 192, "images");
  return check_network_gradients(network, std::span<const double>(images), 4, {.mode = mode, .most_values = 12})
      .message();
}

}  // namespace

TEST_CASE("a single network passes the gradient check") {
  CHECK(check<TinySingle>(Mode::training) == "");
  CHECK(check<TinySingle>(Mode::attribution) == "");
  CHECK(check<Unilateral<OtherHalf, FineHead>>(Mode::training) == "");
  CHECK(check<Unilateral<Frozen<OtherHalf>, CoarseHead>>(Mode::training) == "");
}

TEST_CASE("a hemisphere by itself passes the gradient check") {
  CHECK(check<TinyHalf>(Mode::training) == "");
  CHECK(check<TinyHalf>(Mode::attribution) == "");
  CHECK(check<OtherHalf>(Mode::training) == "");
}

TEST_CASE("a single network's features are its hemisphere's") {
  const Network<TinySingle> network(tiny_classes, 3);
  Network<TinyHalf> half;
  copy_parameters(network, "hemisphere.", half, "");
  ThreadPool pool(1);
  Workspace<TinySingle> for_network(pool, 3, Mode::inference, tiny_classes);
  Workspace<TinyHalf> for_half(pool, 3, Mode::inference);
  const auto images = numbers<float>(3 * 192, "images");
  const float* a = infer(network, for_network, images.data(), 3).features;
  const float* b = infer(half, for_half, images.data(), 3).features;
  const std::int64_t count = 3 * TinyHalf::features.size();
  CHECK(std::vector<float>(a, a + count) == std::vector<float>(b, b + count));
}
