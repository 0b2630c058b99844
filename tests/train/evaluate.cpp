#include "bicameral/train/evaluate.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "bicameral/train/reports.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("Evaluation does not depend on the batch or the threads, and counts every image once") {
  const Dataset pictures = tiny::pictures(50);
  const Network<tiny::Brain> network(pictures.classes(), 1);
  std::vector<std::uint32_t> some;
  for (std::uint32_t i = 0; i < 50; i += 2) some.push_back(i);
  std::vector<EvaluationRecord> records;
  for (const auto& [batch, threads] : {std::pair{1, 1}, std::pair{7, 2}, std::pair{64, 3}}) {
    ThreadPool pool(threads);
    Workspace<tiny::Brain> workspace(pool, batch, Mode::inference, pictures.classes());
    records.push_back(evaluate(network, workspace, pictures, some));
  }
  CHECK(records[0].fine->accuracy == records[1].fine->accuracy);
  CHECK(records[0].fine->confusion == records[2].fine->confusion);
  CHECK(records[0].coarse->accuracy == records[2].coarse->accuracy);
  CHECK(records[0].fine->accuracy.rows() == 25);
  CHECK(records[0].hierarchy.has_value());
}

TEST_CASE("Whoever listens hears how many images are evaluated") {
  const Dataset pictures = tiny::pictures(10);
  const Network<tiny::Brain> network(pictures.classes(), 1);
  ThreadPool pool(2);
  Workspace<tiny::Brain> workspace(pool, 4, Mode::inference, pictures.classes());
  std::vector<std::int64_t> heard;
  evaluate(network, workspace, pictures, {0, 2, 4, 6, 8}, {}, {}, [&](std::int64_t done, std::int64_t all) {
    heard.push_back(done);
    CHECK(all == 5);
  });
  CHECK(heard == std::vector<std::int64_t>{4, 5});
}

TEST_CASE("Fine classes without pictures and labels that form no hierarchy are evaluated all the same") {
  Dataset pictures = tiny::pictures(50);
  const Network<tiny::Brain> network(pictures.classes(), 1);
  ThreadPool pool(1);
  for (std::int32_t& label : pictures.fine)
    if (label == 3) label = 2;  // of the same coarse class
  const EvaluationRecord hole = evaluate(network, pictures, pool);
  REQUIRE(hole.hierarchy.has_value());
  CHECK(hole.hierarchy->fine_rows() == 50);
  CHECK(hole.fine->accuracy.rows() == 50);
  pictures.coarse[0] = 1 - pictures.coarse[0];
  const EvaluationRecord crossed = evaluate(network, pictures, pool);
  CHECK_FALSE(crossed.hierarchy.has_value());
  CHECK(crossed.fine->accuracy == hole.fine->accuracy);
  CHECK(crossed.coarse->accuracy.rows() == 50);
}

TEST_CASE("With flips the answer is the mean of the logits of a picture and its mirror image") {
  const Dataset pictures = tiny::pictures(21);
  const Network<tiny::Brain> network(pictures.classes(), 1);
  ThreadPool pool(2);
  std::vector<std::uint32_t> all(21);
  for (std::uint32_t i = 0; i < 21; ++i) all[i] = i;
  Workspace<tiny::Brain> workspace(pool, 8, Mode::inference, pictures.classes());
  const EvaluationRecord flipped = evaluate(network, workspace, pictures, all, {}, {.flips = true});
  CHECK(flipped.fine->accuracy == evaluate(network, pictures, pool, {}, 21, {.flips = true}).fine->accuracy);

  // By hand: a dataset of the mirror images, the logits of both, their mean.
  Dataset mirrored = pictures;
  for (int i = 0; i < 21; ++i)
    for (int row = 0; row < 24; ++row)
      for (int x = 0; x < 8; ++x) mirrored.image(i)[row * 8 + x] = pictures.image(i)[row * 8 + 7 - x];
  EvaluationRecord expected(pictures.classes(), fine_to_coarse(pictures), 2);
  std::vector<std::vector<float>> fine(2);
  std::vector<std::vector<float>> coarse(2);
  for (const std::size_t side : {0U, 1U}) {
    BatchLoader<float, Augmentation<>> batches(side == 0 ? pictures : mirrored, all,
                                               {.batch = 8, .order = Order::in_order}, pool);
    batches.begin_epoch(0);
    Batch<float> batch;
    while (batches.next(batch)) {
      const Outputs<float> y = infer(network, workspace, batch.images, batch.count);
      fine[side].insert(fine[side].end(), y.fine, y.fine + batch.count * 4);
      coarse[side].insert(coarse[side].end(), y.coarse, y.coarse + batch.count * 2);
    }
  }
  for (std::size_t i = 0; i < fine[0].size(); ++i) fine[0][i] = (fine[0][i] + fine[1][i]) / 2;
  for (std::size_t i = 0; i < coarse[0].size(); ++i) coarse[0][i] = (coarse[0][i] + coarse[1][i]) / 2;
  expected.add<float>(fine[0], coarse[0], pictures.fine, pictures.coarse);
  CHECK(flipped.fine->accuracy == expected.fine->accuracy);
  CHECK(flipped.fine->confusion == expected.fine->confusion);
  CHECK(flipped.fine->calibration.negative_log_likelihood() ==
        Approx(expected.fine->calibration.negative_log_likelihood()).epsilon(1e-5));
  CHECK(flipped.coarse->calibration.negative_log_likelihood() ==
        Approx(expected.coarse->calibration.negative_log_likelihood()).epsilon(1e-5));
  const EvaluationRecord plain = evaluate(network, workspace, pictures, all);
  CHECK(std::abs(plain.fine->calibration.negative_log_likelihood() -
                 flipped.fine->calibration.negative_log_likelihood()) > 1e-4);
}

TEST_CASE("The selection score is the sum of the accuracies of the heads there are") {
  const Dataset pictures = tiny::pictures(20);
  std::vector<std::uint32_t> all(20);
  for (std::uint32_t i = 0; i < 20; ++i) all[i] = i;
  ThreadPool pool(1);
  Workspace<tiny::Fine4> fine(pool, 8, Mode::inference, pictures.classes());
  const EvaluationRecord one = evaluate(Network<tiny::Fine4>(pictures.classes(), 1), fine, pictures, all);
  CHECK(selection_score(one) == one.fine->accuracy.top1());
  Workspace<tiny::Both> both(pool, 8, Mode::inference, pictures.classes());
  const EvaluationRecord two = evaluate(Network<tiny::Both>(pictures.classes(), 1), both, pictures, all);
  CHECK(selection_score(two) == two.fine->accuracy.top1() + two.coarse->accuracy.top1());
}

TEST_CASE("Pictures of another shape than the network's input are refused, not read beyond their end") {
  const Dataset smaller = make_dataset({3, 4, 8}, 5, {"a", "b", "c", "d"}, {"ab", "cd"});
  const Network<tiny::Both> network(smaller.classes(), 1);
  ThreadPool pool(1);
  const std::string expected = "evaluate: expected pictures of shape 3x8x8, got 3x4x8";
  CHECK(thrown_message([&] { evaluate(network, smaller, pool); }) == expected);
  Workspace<tiny::Both> workspace(pool, 2, Mode::inference, smaller.classes());
  CHECK(thrown_message([&] { evaluate(network, workspace, smaller, {0, 1}, {}, {.flips = true}); }) == expected);
}
