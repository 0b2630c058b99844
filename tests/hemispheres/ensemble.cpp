#include "bicameral/hemispheres/ensemble.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "bicameral/check/gradient_check.hpp"
#include "bicameral/network/convert.hpp"
#include "bicameral/network/facts.hpp"
#include "bicameral/network/folded.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tiny.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr int batch = 4;
constexpr int members = 3;
using OfProbabilities = Ensemble<TinyBrain, members>;
using OfLogits = Ensemble<TinyBrain, members, MeanOf::logits>;

template <class T>
const std::vector<T> images = numbers<T>(batch * 192, "images");

/// Weights and statistics that are not those of the start.
template <class A, class T>
Network<A, T> unusual() {
  Network<A, T> network(tiny_classes, 3);
  detail::randomize(network, 4);
  return network;
}

template <class T>
struct Answers {
  std::vector<T> features, fine, coarse;
  bool operator==(const Answers&) const = default;
};

template <class A, class T>
Answers<T> answers(const Network<A, T>& network, int threads = 1, int count = batch, int first = 0,
                   bool folded = false) {
  using Model = typename Network<A, T>::Model;
  ThreadPool pool(threads);
  Workspace<A, T> workspace(pool, batch, Mode::inference, network.classes());
  const T* from = images<T>.data() + first * 192;
  const Outputs<T> y = folded ? infer(FoldedNetwork<A, T>(network, workspace), workspace, from, count)
                              : infer(network, workspace, from, count);
  const auto copy = [&](const T* values, std::int64_t columns) {
    return std::vector<T>(values, values + count * columns);
  };
  return {copy(y.features, Model::features.size()), copy(y.fine, 6), copy(y.coarse, 3)};
}

template <class Member, class A, class T>
Network<Member, T> member_of(const Network<A, T>& ensemble, int number) {
  Network<Member, T> member(ensemble.classes());
  copy_parameters(ensemble, "member" + std::to_string(number) + ".", member, "");
  return member;
}

/// The mean as one would write it down.
std::vector<double> naive_mean(MeanOf mean, const std::vector<std::vector<double>>& logits, std::size_t classes) {
  std::vector<double> result(logits[0].size());
  for (std::size_t first = 0; first < result.size(); first += classes)
    for (std::size_t k = first; k < first + classes; ++k) {
      for (const std::vector<double>& x : logits) {
        double sum = 0;
        for (std::size_t j = first; j < first + classes; ++j) sum += std::exp(x[j]);
        result[k] += (mean == MeanOf::logits ? x[k] : std::exp(x[k]) / sum) / static_cast<double>(logits.size());
      }
      if (mean == MeanOf::probabilities) result[k] = std::log(result[k]);
    }
  return result;
}

template <class T, class A>
void check_naive(MeanOf mean, bool folded) {
  const Network<A, T> ensemble = unusual<A, T>();
  std::vector<std::vector<double>> fine, coarse;
  std::vector<std::vector<T>> features;
  for (int m = 1; m <= members; ++m) {
    const auto y = answers(member_of<TinyBrain>(ensemble, m), 1, batch, 0, folded);
    fine.emplace_back(y.fine.begin(), y.fine.end());
    coarse.emplace_back(y.coarse.begin(), y.coarse.end());
    features.push_back(y.features);
  }
  const auto y = answers(ensemble, 2, batch, 0, folded);
  const double rounding = sizeof(T) == 8 ? 1e-14 : 1e-7;
  CHECK(difference(y.fine, naive_mean(mean, fine, 6)) < rounding);
  CHECK(difference(y.coarse, naive_mean(mean, coarse, 3)) < rounding);
  std::vector<T> side_by_side;
  const auto length = static_cast<std::ptrdiff_t>(TinyBrain::features.size());
  for (std::ptrdiff_t n = 0; n < batch; ++n)
    for (const std::vector<T>& of : features)
      side_by_side.insert(side_by_side.end(), of.begin() + n * length, of.begin() + (n + 1) * length);
  CHECK(same_bits(y.features, side_by_side));
}

template <class A>
std::string check(Mode mode, Classes classes = tiny_classes) {
  Network<A, double> network(classes, 3);
  detail::randomize(network, 4);
  return check_network_gradients(network, std::span<const double>(images<double>), batch,
                                 {.mode = mode, .most_values = 8})
      .message();
}

/// Notes what it is shown.
struct Witness : Observer<double> {
  void forward(int layer, const double* y, std::int64_t values) override { outputs[layer].assign(y, y + values); }
  void backward(int layer, const double* dy, std::int64_t values) override { gradients[layer].assign(dy, dy + values); }
  std::map<int, std::vector<double>> outputs, gradients;
};

}  // namespace

TEST_CASE("an ensemble answers with the mean of its members, folded or not") {
  for (const bool folded : {false, true}) {
    check_naive<double, OfProbabilities>(MeanOf::probabilities, folded);
    check_naive<double, OfLogits>(MeanOf::logits, folded);
    check_naive<float, OfProbabilities>(MeanOf::probabilities, folded);
  }
}

TEST_CASE("a folded ensemble gives the bits of the ensemble, for any threads and any part of the batch") {
  const auto ensemble = unusual<OfProbabilities, float>();
  const auto expected = answers(ensemble);
  CHECK(answers(ensemble, 3) == expected);
  CHECK(answers(ensemble, 2, batch, 0, true) == expected);
  for (int n = 0; n < batch; ++n) {
    const auto alone = answers(ensemble, 2, 1, n, true);
    CHECK(difference(alone.fine,
                     std::vector<float>(expected.fine.begin() + n * 6, expected.fine.begin() + (n + 1) * 6)) < 1e-6);
    CHECK(difference(alone.coarse, std::vector<float>(expected.coarse.begin() + n * 3,
                                                      expected.coarse.begin() + (n + 1) * 3)) < 1e-6);
  }
}

TEST_CASE("an ensemble of one member is that member") {
  const auto ensemble = unusual<Ensemble<TinyBrain, 1, MeanOf::logits>, float>();
  CHECK(answers(ensemble, 2) == answers(member_of<TinyBrain>(ensemble, 1), 2));
  // A step too, where no mask of dropout tells their names apart.
  using Member = Bicameral<TinyHalf, TinyHalf, Heads<0, Fine, Coarse>>;
  using Alone = Ensemble<Member, 1, MeanOf::logits>;
  auto one = unusual<Alone, float>();
  auto member = member_of<Member>(one, 1);
  ThreadPool pool(2);
  Workspace<Alone> for_one(pool, batch, Mode::training, tiny_classes);
  Workspace<Member> for_member(pool, batch, Mode::training, tiny_classes);
  CHECK(training_step(one, for_one, images<float>, batch) == training_step(member, for_member, images<float>, batch));
  CHECK(member_of<Member>(one, 1) == member);  // running statistics
}

TEST_CASE("ensembles pass the gradient check with either mean, whatever their members") {
  CHECK(check<OfProbabilities>(Mode::training) == "");
  CHECK(check<OfLogits>(Mode::training) == "");
  CHECK(check<OfProbabilities>(Mode::attribution) == "");
  CHECK(check<Ensemble<Unilateral<OtherHalf, FineHead>, 2>>(Mode::training, {6, 0}) == "");
  CHECK(check<Ensemble<Unilateral<OtherHalf, CoarseHead>, 2, MeanOf::logits>>(Mode::attribution, {0, 3}) == "");
}

TEST_CASE("frozen halves within members keep still, and nothing is learned of them") {
  using OneFrozen = Ensemble<Bicameral<Frozen<OtherHalf>, OtherHalf, FineCoarseHeads>, 2>;
  CHECK(check<OneFrozen>(Mode::training) == "");
  using AllFrozen = Ensemble<Unilateral<Frozen<OtherHalf>, FineCoarseHeads>, 2>;
  STATIC_REQUIRE(std::is_same_v<FrozenType<Ensemble<Unilateral<OtherHalf, FineCoarseHeads>, 2>>, AllFrozen>);
  STATIC_REQUIRE(std::is_same_v<ThawedType<AllFrozen>, Ensemble<Unilateral<OtherHalf, FineCoarseHeads>, 2>>);
  auto network = unusual<AllFrozen, float>();
  const auto before = network;
  CHECK(freeze(thaw(network)) == network);
  ThreadPool pool(2);
  Workspace<AllFrozen> workspace(pool, batch, Mode::training, tiny_classes);
  auto folded = network;
  Workspace<AllFrozen> once(pool, batch, Mode::training, tiny_classes);
  fold_frozen(folded, once);
  CHECK(once.frozen().used() > 0);
  const auto step = training_step(network, workspace, images<float>, batch);
  CHECK(step == training_step(folded, once, images<float>, batch));
  CHECK(network == before);
  CHECK(step.image_gradient == std::vector<float>(step.image_gradient.size(), 0.0F));
}

TEST_CASE("an ensemble may consist of ensembles") {
  using Inner = Ensemble<Unilateral<OtherHalf, FineCoarseHeads>, 2, MeanOf::logits>;
  CHECK(check<Ensemble<Inner, 2>>(Mode::training) == "");
  const auto whole = unusual<Ensemble<Inner, 2>, double>();
  std::vector<std::vector<double>> fine;
  for (int m = 1; m <= 2; ++m) fine.push_back(answers(member_of<Inner>(whole, m)).fine);
  CHECK(difference(answers(whole).fine, naive_mean(MeanOf::probabilities, fine, 6)) < 1e-14);
  CHECK(whole.find("member2.member1.head.fine.bias").dims.count() == 6);
}

TEST_CASE("members start with different weights and drop different values") {
  using Pair = Ensemble<Unilateral<OtherHalf, FineCoarseHeads>, 2>;
  Network<Pair> network(tiny_classes, 1);
  const auto weights = [&](const char* name) { return network.read(network.find(name)); };
  CHECK(weights("member1.hemisphere.conv1.weight") != weights("member2.hemisphere.conv1.weight"));
  copy_parameters(network, "member1.", network, "member2.");
  ThreadPool pool(1);
  const std::size_t length = static_cast<std::size_t>(OtherHalf::features.size());
  const auto halves_differ = [&](const float* y) {
    return std::vector<float>(y, y + length) != std::vector<float>(y + length, y + 2 * length);
  };
  Workspace<Pair> workspace(pool, 1, Mode::training, tiny_classes);
  CHECK(halves_differ(training_forward(network, workspace, images<float>.data(), 1).features));
  Workspace<Pair> still(pool, 1, Mode::inference, tiny_classes);
  CHECK_FALSE(halves_differ(infer(network, still, images<float>.data(), 1).features));
}

TEST_CASE("training steps are the same bits for any number of threads") {
  std::vector<TrainingStep<float>> steps;
  for (const int threads : {1, 2, 3}) {
    auto network = unusual<OfProbabilities, float>();
    ThreadPool pool(threads);
    Workspace<OfProbabilities> workspace(pool, batch, Mode::training, tiny_classes);
    steps.push_back(training_step(network, workspace, images<float>, batch, {.seed = 3, .epoch = 1}));
    CHECK(steps.back() == steps.front());
  }
}

TEST_CASE("what an ensemble keeps and costs is known before it exists") {
  constexpr NetworkFacts one = network_facts<TinyBrain>(tiny_classes);
  constexpr NetworkFacts all = network_facts<OfProbabilities>(tiny_classes);
  STATIC_REQUIRE(all.parameters == members * one.parameters);
  STATIC_REQUIRE(all.trainable == members * one.trainable);
  STATIC_REQUIRE(all.statistics == members * one.statistics);
  STATIC_REQUIRE(all.forward_multiply_adds == members * one.forward_multiply_adds);
  STATIC_REQUIRE(all.backward_multiply_adds == members * one.backward_multiply_adds);
  STATIC_REQUIRE(OfProbabilities::features.size() == members * TinyBrain::features.size());
  STATIC_REQUIRE(OfProbabilities::kept_bytes<float>(Mode::inference, 8, tiny_classes) == 0);
  const NetworkTables tables = make_tables<OfProbabilities>(tiny_classes);
  const NetworkTables of_one = make_tables<TinyBrain>(tiny_classes);
  CHECK(tables.layers.size() == members * of_one.layers.size() + 2);
  CHECK(tables.layers[tables.layers.size() - 2].name == "mean.fine");
  CHECK(tables.layers.back().name == "mean.coarse");
  CHECK(tables.layers.back().in == Shape{9, 1, 1});
  CHECK(tables.layers.back().out == Shape{3, 1, 1});
  for (std::size_t i = 0; i < tables.parameters.size(); ++i) {
    const std::size_t count = of_one.parameters.size();
    CHECK(tables.parameters[i].name ==
          "member" + std::to_string(i / count + 1) + "." + of_one.parameters[i % count].name);
  }
  // The memory is enough for fewer images than planned too, and all of the kept memory is used.
  auto network = unusual<OfProbabilities, float>();
  ThreadPool pool(2);
  Workspace<OfProbabilities> workspace(pool, batch, Mode::training, tiny_classes);
  training_forward(network, workspace, images<float>.data(), batch);
  CHECK(workspace.kept().used() == workspace.kept().capacity());
  training_forward(network, workspace, images<float>.data(), 1);
  training_backward(network, workspace, 1);
}

TEST_CASE("an observer sees every layer of every member once, under its number, and the means") {
  const auto network = unusual<OfProbabilities, double>();
  ThreadPool pool(1);
  Workspace<OfProbabilities, double> workspace(pool, batch, Mode::attribution, tiny_classes);
  Witness witness;
  const Outputs<double> y = attribution_forward(network, workspace, images<double>.data(), batch, &witness);
  const auto& layers = network.tables().layers;
  const int last = static_cast<int>(layers.size()) - 1;
  CHECK(witness.outputs.at(last - 1) == std::vector<double>(y.fine, y.fine + batch * 6));
  CHECK(witness.outputs.at(last) == std::vector<double>(y.coarse, y.coarse + batch * 3));
  std::ranges::fill_n(workspace.output_gradients().fine, batch * 6, 1.0);
  std::ranges::fill_n(workspace.output_gradients().coarse, batch * 3, 0.5);
  attribution_backward(network, workspace, batch, &witness);
  CHECK(witness.gradients.at(last) == std::vector<double>(batch * 3, 0.5));

  Witness alone;
  for (int m = 1; m <= members; ++m) {
    const auto member = member_of<TinyBrain>(network, m);
    Workspace<TinyBrain, double> one(pool, batch, Mode::attribution, tiny_classes);
    alone.outputs.clear();
    attribution_forward(member, one, images<double>.data(), batch, &alone);
    const int count = static_cast<int>(member.tables().layers.size());
    for (const auto& [layer, values] : alone.outputs) CHECK(witness.outputs.at((m - 1) * count + layer) == values);
  }
  CHECK(witness.outputs.size() == members * alone.outputs.size() + 2);
}

TEST_CASE("an ensemble trains as one network, and goes on exactly where it was interrupted") {
  using Pair = Ensemble<tiny::Both, 2>;
  const Dataset pictures = tiny::pictures(48);
  const TrainData data = tiny::train_data(pictures, 16);
  const TemporaryFolder folder;
  const std::string last = (folder.path() / "last").string();
  ThreadPool pool(2);

  std::vector<double> losses;
  Network<Pair> whole(pictures.classes(), 1);
  const Network<Pair> before = whole;
  Trainer(whole, data, tiny::settings(4), pool).run({.on_epoch = [&](const EpochReport& report) {
    losses.push_back(report.totals.loss / static_cast<double>(report.totals.images));
  }});
  REQUIRE(losses.size() == 4);
  CHECK(losses.back() < 0.9 * losses.front());
  for (const ParameterInfo& parameter : whole.parameters()) {
    INFO(parameter.name);
    CHECK(whole.read(parameter) != before.read(parameter));
  }

  Network<Pair> network(pictures.classes(), 1);
  int steps = 0;
  Trainer<Pair>(network, data, tiny::settings(4), pool, {last, ""}).run({.stop_requested = [&] {
    return ++steps == 3;
  }});
  REQUIRE_FALSE(network == whole);
  ThreadPool other(1);
  Network<Pair> resumed(pictures.classes(), 2);
  Trainer<Pair> trainer(resumed, data, tiny::settings(4), other, {last, ""});
  trainer.resume(last);
  trainer.run();
  CHECK(resumed == whole);

  Network<Pair> read(pictures.classes(), 3);
  load_checkpoint(SafetensorsFile::open(last), read);
  CHECK(read == whole);
  const EvaluationRecord record = evaluate(read, pictures, pool);
  CHECK(record.fine->accuracy.top1() == evaluate(whole, pictures, pool).fine->accuracy.top1());
}
