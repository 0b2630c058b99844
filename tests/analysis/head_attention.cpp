#include "bicameral/analysis/head_attention.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using bicameral::test::difference;
using bicameral::test::thrown_message;

namespace {

using Averaged = Bicameral<tiny::Half, tiny::Half, FineHead, Average>;

Features some_features(std::int64_t left, std::int64_t right) {
  Features features;
  const auto width = static_cast<std::size_t>(left + right);
  features.images.resize(50);
  features.width = left + right;
  features.left_width = left;
  features.right_width = right;
  features.whole = test::numbers<float>(50 * width, "features", 0, 2);
  return features;
}

/// Changes a head's weights; called with class, feature and weight.
template <class A, class Change>
void change_weights(Network<A>& network, const std::string& name, std::size_t features, const Change& change) {
  const ParameterInfo& parameter = network.find(name);
  std::vector<float> weights = network.read(parameter);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = change(i / features, i % features, weights[i]);
  network.write(parameter, weights);
}

}  // namespace

TEST_CASE("the weight of a half is the length of its centred weights times the deviation of its features") {
  Network<tiny::Brain> network({4, 2}, 3);
  const Features features = some_features(6, 6);
  ThreadPool pool(2);
  const HeadAttention found = head_attention(network, features, pool);
  const std::vector<float> w = network.read(network.find("head.fine.weight"));
  double squares[2] = {0, 0};
  for (std::size_t j = 0; j < 12; ++j) {
    double mean = 0, mean_square = 0, mean_weight = 0;
    for (std::size_t i = 0; i < 50; ++i) {
      const auto x = static_cast<double>(features.whole[i * 12 + j]);
      mean += x / 50;
      mean_square += x * x / 50;
    }
    for (std::size_t k = 0; k < 4; ++k) mean_weight += static_cast<double>(w[k * 12 + j]) / 4;
    double own = 0;
    for (std::size_t k = 0; k < 4; ++k)
      own += std::pow(static_cast<double>(w[k * 12 + j]) - mean_weight, 2) * (mean_square - mean * mean);
    squares[j < 6 ? 0 : 1] += own;
    const double part = j < 6 ? found.fine->of_left_feature[j] : found.fine->of_right_feature[j - 6];
    CHECK(part == Approx(std::sqrt(own)));
  }
  CHECK(found.fine->left == Approx(std::sqrt(squares[0])));
  CHECK(found.fine->right == Approx(std::sqrt(squares[1])));
  CHECK(*found.fine->left_share == Approx(std::sqrt(squares[0]) / (std::sqrt(squares[0]) + std::sqrt(squares[1]))));
  CHECK(*found.fine->left_share + *found.fine->right_share == Approx(1));
  CHECK(found.coarse->left > 0);
  CHECK(found.coarse->left != found.fine->left);
}

TEST_CASE("attention does not see what cannot change an answer") {
  Network<tiny::Brain> network({4, 2}, 3);
  Features features = some_features(6, 6);
  ThreadPool pool(1);
  const HeadAttention before = head_attention(network, features, pool);
  // The same to all classes; a feature's unit; a feature's constant.
  change_weights(network, "head.fine.weight", 12,
                 [](std::size_t, std::size_t j, float w) { return (w + 3) / (j == 2 ? 8.0F : 1.0F); });
  for (std::size_t i = 0; i < 50; ++i) {
    features.whole[i * 12 + 2] *= 8;
    features.whole[i * 12 + 7] += 5;
  }
  const HeadAttention after = head_attention(network, features, pool);
  CHECK(after.fine->left == Approx(before.fine->left).epsilon(1e-5));
  CHECK(after.fine->right == Approx(before.fine->right).epsilon(1e-5));
}

TEST_CASE(
    "a half without weights, or whose features never change, gets no attention; without both there are no shares") {
  Network<tiny::Brain> network({4, 2}, 3);
  Features features = some_features(6, 6);
  ThreadPool pool(1);
  change_weights(network, "head.fine.weight", 12, [](std::size_t, std::size_t j, float w) { return j < 6 ? w : 0.0F; });
  for (std::size_t i = 0; i < 50; ++i)
    for (std::size_t j = 0; j < 6; ++j) features.whole[i * 12 + j] = static_cast<float>(j);
  const HeadAttention found = head_attention(network, features, pool);
  CHECK(*found.coarse->left_share == 0);
  CHECK(*found.coarse->right_share == 1);
  CHECK(found.fine->left == 0);
  CHECK(found.fine->right == 0);
  CHECK_FALSE(found.fine->left_share.has_value());
}

TEST_CASE("under an average each half has half of the weights; a head that is not there has no attention") {
  Network<Averaged> network({4, 2}, 3);
  Features features = some_features(6, 6);
  features.left_alone.resize(300);
  features.right_alone.resize(300);
  for (std::size_t i = 0; i < 50; ++i)
    for (std::size_t j = 0; j < 6; ++j) {
      features.left_alone[i * 6 + j] = features.whole[i * 12 + j];
      features.right_alone[i * 6 + j] = 3 * features.whole[i * 12 + j];
    }
  ThreadPool pool(1);
  const HeadAttention found = head_attention(network, features, pool);
  CHECK_FALSE(found.coarse.has_value());
  CHECK(*found.fine->left_share == Approx(0.25));
  const ColumnMoments moments = column_moments(features.left(), pool);
  const std::vector<float> stored = network.read(network.find("head.fine.weight"));
  std::vector<double> halved(stored.begin(), stored.end());
  for (double& one : halved) one /= 2;
  CHECK(difference(found.fine->of_left_feature, detail::feature_weights(halved, moments.deviation)) < 1e-12);
}

TEST_CASE("attention refuses features of another network") {
  const Network<tiny::Brain> network({4, 2}, 3);
  ThreadPool pool(1);
  CHECK(thrown_message([&] { head_attention(network, some_features(5, 7), pool); }) ==
        "head_attention: expected features of halves of 6 and 6, got 5 and 7");
}
