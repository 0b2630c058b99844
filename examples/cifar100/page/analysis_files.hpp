#pragma once
// What the analyses of a trained part wrote, read back. Every function throws, naming the file and the place in it, for
// what is damaged; what may be missing is absent.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/analysis/answer_cases.hpp"
#include "bicameral/metrics/statistics.hpp"

namespace cifar100 {

/// The same value of both halves and of the two together.
template <class T>
struct OfHalves {
  T left{};
  T right{};
  T whole{};
  bool operator==(const OfHalves&) const = default;
};

/// A mean and its 95 % interval, where one was computed.
struct Estimate {
  double mean = 0;
  std::optional<bicameral::Interval> interval{};
};

/// similarity.json.
struct SimilarityCase {
  std::int64_t images = 0;
  double image_share = 0;
  std::int64_t pairs = 0;
  std::optional<OfHalves<double>> medians{};
};
struct SimilarityRecord {
  std::int64_t images = 0;
  std::int64_t pairs = 0;
  std::optional<OfHalves<double>> medians{};
  OfHalves<std::int64_t> zero_images{};
  bool has_cases = false;                                            // a network without halves has none
  std::array<SimilarityCase, bicameral::answer_case_count> cases{};  // by AnswerCase::number()
};
SimilarityRecord read_similarity(const std::string& path);

/// together.json.
struct TogetherImage {
  std::int64_t image = 0;
  std::int64_t seeds = 0;
  std::string fine_label{};
  std::string coarse_label{};
  std::string png{};  // the bytes of a file
};
struct TogetherRecord {
  std::int64_t seeds = 0;  // counted
  std::vector<TogetherImage> right_only_together{};
  std::vector<TogetherImage> right_only_apart{};
};
TogetherRecord read_together(const std::string& path);

/// How maps were made, in each file about maps.
struct MapsRecord {
  std::string method{};
  std::string target{};   // which answers: fine, coarse, both
  std::string explain{};  // of which class: top, label, or a name
  std::string smoothing{};
  OfHalves<std::vector<std::string>> layers{};
  bool operator==(const MapsRecord&) const = default;
};

/// gradcam.json.
struct GradCamItem {
  std::int64_t image = 0;
  std::string answer_case{};
  std::string fine_label{};
  std::string coarse_label{};
  std::string left_fine{};     // by the left half alone
  std::string right_coarse{};  // by the right half alone
  std::string fine{};          // by the two together
  std::string coarse{};
  std::vector<std::string> empty{};  // "left", "right", "whole": maps of zeros
  std::string picture{};             // the bytes of PNG files
  OfHalves<std::string> maps{};
};
struct GradCamRecord {
  MapsRecord maps{};
  std::vector<GradCamItem> items{};
  std::vector<std::string> missing_cases{};
};
GradCamRecord read_gradcam(const std::string& path);

/// locality.json; of no images nothing was measured.
struct LocalityOf {
  double area = 0;
  double entropy = 0;
};
struct LocalityRecord {
  MapsRecord maps{};
  std::int64_t images = 0;
  std::int64_t left_out = 0;
  LocalityOf left{};
  LocalityOf right{};
  Estimate area{};  // left minus right
  Estimate entropy{};
};
LocalityRecord read_locality(const std::string& path);

/// faithfulness.json; what is no number is NaN.
struct ByOrder {
  double deletion = 0;
  double insertion = 0;
  double random_deletion = 0;
  double random_insertion = 0;
};
struct FaithfulnessRecord {
  std::vector<double> shares{};
  std::vector<double> deletion{};
  std::vector<double> insertion{};
  std::vector<double> random_deletion{};
  std::vector<double> random_insertion{};
  ByOrder areas{};
  std::optional<Estimate> deletion_gain{};
  std::optional<Estimate> insertion_gain{};
};
struct FaithfulnessRecords {
  MapsRecord maps{};
  std::int64_t images = 0;
  OfHalves<std::optional<FaithfulnessRecord>> halves{};
};
FaithfulnessRecords read_faithfulness(const std::string& path);

/// answers.json.
struct AnswerBin {
  double low = 0;
  double high = 0;
  std::int64_t rows = 0;
  double accuracy = 0;    // of no rows: 0
  double confidence = 0;  // likewise
};
struct AnswerRecord {
  std::vector<std::string> classes{};
  std::vector<std::optional<std::int64_t>> coarse_of{};  // of each fine class, where it is known; may be empty
  std::optional<double> ece{};
  std::vector<std::int64_t> confusion{};  // [true class][predicted class]
  std::vector<AnswerBin> bins{};
};
struct AnswersOfPart {
  std::optional<AnswerRecord> fine{};
  std::optional<AnswerRecord> coarse{};
};
AnswersOfPart read_answers(const std::string& path);

/// specialization.json.
struct FineCoarse {
  std::optional<double> fine{};
  std::optional<double> coarse{};
};
struct LeftRight {
  std::optional<double> left{};
  std::optional<double> right{};
};
struct SpecializationRecord {
  OfHalves<FineCoarse> probes{};
  int probes_before_optimum = 0;  // stopped by the number of their steps
  FineCoarse none_silenced{};
  FineCoarse left_silenced{};
  FineCoarse right_silenced{};
  LeftRight fine_attention{};
  LeftRight coarse_attention{};
  std::optional<double> cka{};
  std::optional<double> debiased_cka{};
};
SpecializationRecord read_specialization(const std::string& path);

}  // namespace cifar100
