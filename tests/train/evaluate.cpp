#include "bicameral/train/evaluate.hpp"

#include "bicameral/train/reports.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;

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
