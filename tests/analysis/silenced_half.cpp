#include "bicameral/analysis/silenced_half.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

using Averaged = Bicameral<tiny::Half, tiny::Half, FineCoarseHeads, Average>;

/// W f + b in double for one row.
std::vector<double> scores(const Network<tiny::Brain>& network, const std::string& head, const std::vector<float>& f) {
  const std::vector<float> w = network.read(network.find("head." + head + ".weight"));
  const std::vector<float> b = network.read(network.find("head." + head + ".bias"));
  std::vector<double> result(b.begin(), b.end());
  for (std::size_t k = 0; k < result.size(); ++k)
    for (std::size_t j = 0; j < f.size(); ++j)
      result[k] += static_cast<double>(w[k * f.size() + j]) * static_cast<double>(f[j]);
  return result;
}

/// A brain that is right about most of the pictures.
const Network<tiny::Brain>& trained_brain(const Dataset& data) {
  static const Network<tiny::Brain> network = tiny::trained<tiny::Brain>(tiny::train_data(data), tiny::settings(6), 2);
  return network;
}

}  // namespace

TEST_CASE("with nothing silenced the heads answer as the network did; a silenced half as its stand-in says") {
  const Dataset data = tiny::pictures(160);
  const Network<tiny::Brain>& network = trained_brain(data);
  ThreadPool pool(2);
  Workspace<tiny::Brain> workspace(pool, 64, Mode::inference, data.classes());
  const Features features = collect_features(network, data, pool);
  const EvaluationRecord expected = evaluate(network, data, pool);
  REQUIRE(expected.fine->accuracy.top1() > 0.6);
  const EvaluationRecord heard = evaluate_silenced(network, workspace, features, std::nullopt, fine_to_coarse(data));
  CHECK(heard.fine->accuracy == expected.fine->accuracy);
  CHECK(heard.coarse->confusion == expected.coarse->confusion);
  CHECK(heard.hierarchy == expected.hierarchy);

  for (const BrainHalf which : {BrainHalf::left, BrainHalf::right})
    for (const Silence silence : {Silence::mean, Silence::zero}) {
      const SilencedHalf silenced = silenced_half(features, which, pool, silence);
      const FeatureRows own = features.half(which);
      std::vector<double> mean(6);
      for (std::int64_t i = 0; i < own.rows; ++i)
        for (std::size_t j = 0; j < 6; ++j)
          mean[j] += static_cast<double>(own.row(i)[j]) / static_cast<double>(own.rows);
      ConfusionMatrix fine(4), coarse(2);
      for (std::int64_t i = 0; i < own.rows; ++i) {
        std::vector<float> row(features.all().row(i), features.all().row(i) + 12);
        for (std::size_t j = 0; j < 6; ++j)
          row[j + (which == BrainHalf::left ? 0 : 6)] = silence == Silence::zero ? 0 : static_cast<float>(mean[j]);
        const auto n = static_cast<std::size_t>(i);
        fine.add(data.fine[n], top_class(std::span<const double>(scores(network, "fine", row))));
        coarse.add(data.coarse[n], top_class(std::span<const double>(scores(network, "coarse", row))));
      }
      const EvaluationRecord found = evaluate_silenced(network, workspace, features, silenced);
      CHECK(found.fine->confusion == fine);
      CHECK(found.coarse->confusion == coarse);
      CHECK(found.fine->confusion != expected.fine->confusion);
      CHECK_FALSE(found.hierarchy.has_value());
    }
}

TEST_CASE("silencing goes through the fusion: an average of a mean and a half") {
  const Dataset data = tiny::pictures(20);
  const Network<Averaged> network(data.classes(), 3);
  ThreadPool pool(2);
  Workspace<Averaged> workspace(pool, 7, Mode::inference, data.classes());
  const Features features = collect_features(network, workspace, data, [] {
    std::vector<std::uint32_t> all(20);
    for (std::uint32_t i = 0; i < 20; ++i) all[i] = i;
    return all;
  }());
  CHECK(evaluate_silenced(network, workspace, features, std::nullopt).fine->confusion ==
        evaluate(network, data, pool).fine->confusion);
  // Both halves by the same numbers: every picture gets the same answer.
  SilencedHalf silenced = silenced_half(features, BrainHalf::left, pool);
  Features same = features;
  for (std::size_t i = 0; i < same.right_alone.size(); ++i) same.right_alone[i] = silenced.instead[i % 6];
  const EvaluationRecord deaf = evaluate_silenced(network, workspace, same, silenced);
  int answers = 0;
  for (int k = 0; k < 4; ++k) {
    std::int64_t column = 0;
    for (int label = 0; label < 4; ++label) column += deaf.fine->confusion.count(label, k);
    answers += column > 0 ? 1 : 0;
  }
  CHECK(answers == 1);
}

TEST_CASE("silencing says what does not fit") {
  const Dataset data = tiny::pictures(12);
  const Network<tiny::Brain> network(data.classes(), 3);
  ThreadPool pool(1);
  Workspace<tiny::Brain> workspace(pool, 5, Mode::inference, data.classes());
  Features features = collect_features(network, data, pool);
  CHECK(thrown_message([&] {
          evaluate_silenced(network, workspace, features, SilencedHalf{BrainHalf::right, {1, 2}});
        }) == "evaluate_silenced: expected 6 values instead of the features, got 2");
  Features of_others = features;
  of_others.classes.fine = 40;
  CHECK(thrown_message([&] { evaluate_silenced(network, workspace, of_others, std::nullopt); }) ==
        "evaluate_silenced: expected features of a network of 4 fine and 2 coarse classes, got 40 fine, 2 coarse");
  of_others.classes = {4, 0};
  CHECK(thrown_message([&] { evaluate_silenced(network, workspace, of_others, std::nullopt); }).find("0 coarse") !=
        std::string::npos);
  features.left_width = 5;
  features.right_width = 7;
  CHECK(thrown_message([&] { evaluate_silenced(network, workspace, features, std::nullopt); }) ==
        "evaluate_silenced: expected features of halves of 6 and 6, got 5 and 7");
  Workspace<tiny::Brain> training(pool, 5, Mode::training, data.classes());
  CHECK(thrown_message([&] { evaluate_silenced(network, training, features, std::nullopt); }).find("Mode::inference") !=
        std::string::npos);
  const Features single = collect_features(Network<tiny::Both>(data.classes(), 1), data, pool);
  CHECK(thrown_message([&] { silenced_half(single, BrainHalf::right, pool); }).find("a network of two halves") !=
        std::string::npos);
}
