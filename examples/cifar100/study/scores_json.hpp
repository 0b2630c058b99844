#pragma once
// Scores in JSON files.

#include <nlohmann/json.hpp>
#include <string>

#include "examples/cifar100/study/scores.hpp"

namespace cifar100 {

inline nlohmann::ordered_json to_json(const Scores& scores) {
  auto json = nlohmann::ordered_json::object();
  for (const ScoreField& field : score_fields)
    if (const auto& value = scores.*field.value) json[std::string(field.name)] = *value;
  return json;
}

inline Scores scores_from(const nlohmann::ordered_json& json) {
  Scores scores;
  for (const ScoreField& field : score_fields)
    if (const auto found = json.find(std::string(field.name)); found != json.end())
      scores.*field.value = found->get<double>();
  return scores;
}

}  // namespace cifar100
