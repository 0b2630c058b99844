#pragma once
// A JSON file read with care: what is wrong in it is told with the file and the place.

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cifar100 {

/// A value within a JSON file. All functions throw "file 'F', place: expected ..., got ..." for what is not there or
/// of another kind.
class JsonNode {
 public:
  /// The whole file. Throws if it cannot be read or is no JSON.
  static JsonNode read(const std::string& path);

  bool is_null() const;
  bool is_true() const;
  /// Whether there is such a member, other than null.
  bool has(const std::string& member) const;
  JsonNode at(const std::string& member) const;
  /// Of a list.
  std::vector<JsonNode> items() const;
  /// Of an object, in the order of the file; null ones are left out.
  std::vector<std::pair<std::string, JsonNode>> members() const;

  /// A number that a chart can show.
  double number() const;
  /// A number from 0 to 1.
  double share() const;
  /// A whole number from 0 to 2^53.
  std::int64_t count() const;
  std::string text() const;
  /// A text, or whatever else as it stands in the file.
  std::string shown() const;
  std::vector<std::string> texts() const;
  /// Of a list; null, which stands for what is no number, is NaN.
  std::vector<double> numbers() const;

  /// The same of members that may be missing.
  std::optional<double> share(const std::string& member) const;
  double number(const std::string& member) const;  // NaN where there is none
  std::string text(const std::string& member) const;

  /// Throws that something else than this was expected here.
  [[noreturn]] void refuse(const std::string& expected) const;
  [[noreturn]] void refuse(const std::string& expected, const std::string& got) const;

 private:
  JsonNode(std::shared_ptr<const nlohmann::ordered_json> root, const nlohmann::ordered_json* value, std::string file,
           std::string place);

  std::shared_ptr<const nlohmann::ordered_json> root_;
  const nlohmann::ordered_json* value_;
  std::string file_;
  std::string place_;
};

}  // namespace cifar100
