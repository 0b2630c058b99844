#pragma once
// Results of analyses as JSON files, and numbers in them.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/metrics/statistics.hpp"

namespace cifar100 {

using Json = nlohmann::ordered_json;

/// Writes it whole or not at all. Bytes that are no UTF-8, as a path may have, become the replacement character.
inline void write_json(const std::string& path, const Json& json) {
  bicameral::write_file(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

/// Adds a number if there is one.
inline void add_if(Json& json, const std::string& name, const std::optional<double>& value) {
  if (value) json[name] = *value;
}

/// {"mean", "low", "high"}: the ends of the 95 % interval where there is one.
inline Json to_json(const bicameral::Statistics& statistics) {
  Json json{{"mean", statistics.mean}};
  if (statistics.interval95) {
    json["low"] = statistics.interval95->low;
    json["high"] = statistics.interval95->high;
  }
  return json;
}

}  // namespace cifar100
