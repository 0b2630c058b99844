#include "examples/cifar100/study/scores.hpp"

namespace cifar100 {

Scores scores_of(const bicameral::EvaluationRecord& record) {
  Scores scores;
  if (record.fine) {
    scores.fine = record.fine->accuracy.top1();
    scores.fine_top5 = record.fine->accuracy.top5();
    scores.fine_nll = record.fine->calibration.negative_log_likelihood();
    scores.fine_ece = record.fine->calibration.expected_calibration_error();
  }
  if (record.coarse) {
    scores.coarse = record.coarse->accuracy.top1();
    scores.coarse_top5 = record.coarse->accuracy.top5();
    scores.coarse_nll = record.coarse->calibration.negative_log_likelihood();
    scores.coarse_ece = record.coarse->calibration.expected_calibration_error();
  }
  if (record.hierarchy) {
    scores.coarse_from_fine = record.hierarchy->coarse_from_fine();
    if (record.coarse) scores.consistency = record.hierarchy->consistency();
  }
  return scores;
}

}  // namespace cifar100
