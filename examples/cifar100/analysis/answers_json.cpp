#include "examples/cifar100/analysis/answers_json.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cifar100 {

namespace {

Json of_labels(const bicameral::LabelEvaluation& e, const std::vector<std::string>& names) {
  Json json{{"classes", names},
            {"accuracy", e.accuracy.top1()},
            {"ece", e.calibration.expected_calibration_error()},
            {"per_class", Json::array()},
            {"confusion", Json::array()},
            {"bins", Json::array()}};
  for (int k = 0; k < e.accuracy.classes(); ++k) {
    json["per_class"].push_back(e.accuracy.rows_of(k) > 0 ? Json(e.accuracy.top1_of(k)) : Json(nullptr));
    Json row = Json::array();
    for (int answer = 0; answer < e.accuracy.classes(); ++answer) row.push_back(e.confusion.count(k, answer));
    json["confusion"].push_back(row);
  }
  for (const bicameral::ReliabilityBin& bin : e.calibration.bins()) {
    Json entry{{"low", bin.low}, {"high", bin.high}, {"rows", bin.rows}};
    if (bin.rows > 0) {
      entry["accuracy"] = bin.accuracy();
      entry["confidence"] = bin.confidence();
    }
    json["bins"].push_back(entry);
  }
  return json;
}

/// Null for a fine class without pictures.
Json coarse_of(const std::vector<std::int32_t>& coarse_classes) {
  Json json = Json::array();
  for (const std::int32_t coarse : coarse_classes) json.push_back(coarse < 0 ? Json(nullptr) : Json(coarse));
  return json;
}

}  // namespace

Json answers_json(const bicameral::EvaluationRecord& record, const bicameral::Dataset& data) {
  Json json = Json::object();
  if (record.fine) {
    json["fine"] = of_labels(*record.fine, data.fine_names);
    const bicameral::LabelHierarchy hierarchy = bicameral::hierarchy_of(data);
    if (!hierarchy.conflict) json["fine"]["coarse_of"] = coarse_of(hierarchy.coarse_of);
  }
  if (record.coarse) json["coarse"] = of_labels(*record.coarse, data.coarse_names);
  return json;
}

}  // namespace cifar100
