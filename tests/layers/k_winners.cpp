#include "bicameral/layers/k_winners.hpp"

#include <algorithm>
#include <cmath>

#include "bicameral/blocks/residual.hpp"
#include "bicameral/layers/relu.hpp"
#include "tests/support/check_layer.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// The k largest of `places`, among equals the earlier ones, by sorting.
template <class T>
std::vector<std::size_t> largest(std::vector<std::size_t> places, const std::vector<T>& x, std::int64_t k) {
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return x[a] > x[b]; });
  places.resize(static_cast<std::size_t>(k));
  return places;
}

/// Both choices as the study's code makes them: mask, and rank again what the mask left, zeros and all.
template <class T>
std::vector<T> naive(const std::vector<T>& x, int batch, Shape in, double keep, double second, bool over_batch) {
  const auto place = [&](int n, std::int64_t pixel, int c) {
    return static_cast<std::size_t>((n * in.pixels() + pixel) * in.channels + c);
  };
  const auto kept = static_cast<std::int64_t>(std::ceil(keep * static_cast<double>(in.pixels())));
  std::vector<T> masked(x.size()), result(x.size());
  for (int n = 0; n < batch; ++n)
    for (int c = 0; c < in.channels; ++c) {
      std::vector<std::size_t> map;
      for (std::int64_t pixel = 0; pixel < in.pixels(); ++pixel) map.push_back(place(n, pixel, c));
      for (const std::size_t i : largest(map, x, kept)) masked[i] = x[i];
    }
  const int maps = over_batch ? batch : 1;
  for (int first = 0; first < batch; first += maps)
    for (int c = 0; c < in.channels; ++c) {
      std::vector<std::size_t> all;
      for (int n = first; n < first + maps; ++n)
        for (std::int64_t pixel = 0; pixel < in.pixels(); ++pixel) all.push_back(place(n, pixel, c));
      const auto winners = static_cast<std::int64_t>(std::ceil(second * static_cast<double>(kept * maps)));
      for (const std::size_t i : largest(all, masked, winners)) result[i] = masked[i];
    }
  return result;
}

template <class L, class Input>
std::vector<float> trained_output(const std::vector<float>& images, int batch) {
  using A = Sequential<Input, L>;
  Network<A> network;
  ThreadPool pool(2);
  Workspace<A> workspace(pool, batch, Mode::training);
  const float* y = training_forward(network, workspace, images.data(), batch).features;
  return {y, y + batch * A::features.size()};
}

/// Percentages that are sums of powers of two, so that the naive products are exact.
template <int Keep, int Second, class Input>
void check_against_naive(int batch) {
  constexpr Shape in = Input::shape;
  INFO(Keep << " " << Second << " " << to_string(in) << " " << batch);
  auto images = numbers<float>(static_cast<std::size_t>(batch * in.size()), "images");
  for (const bool with_ties : {false, true}) {
    if (with_ties)
      for (float& value : images) value = std::round(3 * value) / 4;
    const auto by_image = naive(images, batch, in, Keep / 100.0, Second / 100.0, false);
    const auto by_batch = naive(images, batch, in, Keep / 100.0, Second / 100.0, true);
    using ByImage = KWinners<Keep, Second, Ranking::image>;
    using ByBatch = KWinners<Keep, Second, Ranking::batch>;
    using Both = KWinners<Keep, Second, Ranking::batch_in_training>;
    CHECK(output_of<ByImage, Input>(Network<Sequential<Input, ByImage>>{}, images) == by_image);
    CHECK(output_of<ByBatch, Input>(Network<Sequential<Input, ByBatch>>{}, images) == by_batch);
    CHECK(output_of<Both, Input>(Network<Sequential<Input, Both>>{}, images) == by_image);
    CHECK(trained_output<ByImage, Input>(images, batch) == by_image);
    CHECK(trained_output<ByBatch, Input>(images, batch) == by_batch);
    CHECK(trained_output<Both, Input>(images, batch) == by_batch);
  }
}

using ByBatch = KWinners<90, 90, Ranking::batch>;

}  // namespace

TEST_CASE("k-winners pass the gradient check and keep the laws, by either rule") {
  check_layer<KWinners<90, 90>, Image<3, 6, 5>>();
  check_layer<KWinners<50, 75>, Image<17, 4, 4>>();
  check_layer<KWinners<1, 1>, Image<2, 3, 7>>();
  check_layer<ByBatch, Image<3, 6, 5>>();
  check_layer<KWinners<40, 40, Ranking::batch>, Image<9, 3, 3>>();
  check_layer<KWinners<40, 40, Ranking::batch_in_training>, Image<9, 3, 3>>();
}

TEST_CASE("k-winners are those that sorting finds") {
  check_against_naive<50, 75, Image<3, 6, 4>>(5);
  check_against_naive<75, 50, Image<18, 3, 5>>(4);
  check_against_naive<25, 25, Image<2, 1, 1>>(8);
  check_against_naive<100, 50, Image<1, 8, 8>>(2);
}

TEST_CASE("the second choice ranks the zeros of the first before negative values") {
  using Input = Image<1, 2, 2>;
  // Two of four stay; of these and two zeros the two largest, of which only zeros and positive values are left.
  const std::vector<float> image{-1, -2, -3, 4};
  CHECK(output_of<KWinners<50, 100>, Input>(Network<Sequential<Input, KWinners<50, 100>>>{}, image) ==
        std::vector<float>{0, 0, 0, 4});
}

TEST_CASE("how many win is rounded up") {
  STATIC_REQUIRE(ByBatch::kept({3, 32, 32}) == 922);  // 921.6
  STATIC_REQUIRE(ByBatch::kept({3, 10, 1}) == 9);
  STATIC_REQUIRE(ByBatch::kept_of_maps({3, 32, 32}, 256) == 212'429);  // 212,428.8
  STATIC_REQUIRE(ByBatch::kept_of_maps({3, 32, 32}, 1) == 830);        // 829.8
  STATIC_REQUIRE(KWinners<1, 1>::kept({3, 1, 1}) == 1);
}

TEST_CASE("ranking over the batch lets an image's result depend on the others, and says so") {
  using Input = Image<1, 2, 2>;
  using Rule = KWinners<100, 50, Ranking::batch>;
  const Network<Sequential<Input, Rule>> network;
  CHECK(output_of<Rule, Input>(network, std::vector<float>{1, 2, 3, 4}) == std::vector<float>{0, 0, 3, 4});
  CHECK(output_of<Rule, Input>(network, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8}) ==
        std::vector<float>{0, 0, 0, 0, 5, 6, 7, 8});
  STATIC_REQUIRE(ByBatch::mixes_images);
  STATIC_REQUIRE_FALSE(KWinners<90, 90>::mixes_images);
  STATIC_REQUIRE_FALSE(KWinners<90, 90, Ranking::batch_in_training>::mixes_images);
  // So do the blocks around it.
  STATIC_REQUIRE(Chain<ReLU, ByBatch>::mixes_images);
  STATIC_REQUIRE(Residual<ReLU, ByBatch>::mixes_images);
  STATIC_REQUIRE(Sequential<Input, ReLU, Residual<ReLU, ByBatch>>::mixes_images);
  STATIC_REQUIRE_FALSE(Residual<ReLU, KWinners<90, 90>>::mixes_images);
}
