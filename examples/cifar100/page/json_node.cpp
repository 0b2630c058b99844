#include "examples/cifar100/page/json_node.hpp"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "bicameral/core/error.hpp"
#include "bicameral/core/utf8.hpp"

namespace cifar100 {

JsonNode::JsonNode(std::shared_ptr<const nlohmann::ordered_json> root, const nlohmann::ordered_json* value,
                   std::string file, std::string place)
    : root_(std::move(root)), value_(value), file_(std::move(file)), place_(std::move(place)) {}

JsonNode JsonNode::read(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) bicameral::fail("file '" + path + "'", "a file to read", "none that opens");
  try {
    const auto root = std::make_shared<const nlohmann::ordered_json>(nlohmann::ordered_json::parse(stream));
    return {root, root.get(), path, ""};
  } catch (const nlohmann::json::exception& error) {
    bicameral::fail("file '" + path + "'", "whole JSON", error.what());
  }
}

void JsonNode::refuse(const std::string& expected) const { refuse(expected, bicameral::in_quotes(value_->dump())); }

void JsonNode::refuse(const std::string& expected, const std::string& got) const {
  bicameral::fail("file '" + file_ + "'" + (place_.empty() ? "" : ", " + place_), expected, got);
}

bool JsonNode::is_null() const { return value_->is_null(); }

bool JsonNode::is_true() const {
  if (!value_->is_boolean()) refuse("true or false");
  return value_->get<bool>();
}

bool JsonNode::has(const std::string& member) const {
  if (!value_->is_object()) refuse("an object");
  const auto found = value_->find(member);
  return found != value_->end() && !found->is_null();
}

JsonNode JsonNode::at(const std::string& member) const {
  if (!has(member)) refuse("a member '" + member + "'", "none");
  return {root_, &value_->at(member), file_, (place_.empty() ? "" : place_ + ".") + member};
}

std::vector<JsonNode> JsonNode::items() const {
  if (!value_->is_array()) refuse("a list");
  std::vector<JsonNode> items;
  for (const auto& value : *value_)
    items.push_back(JsonNode(root_, &value, file_, place_ + "[" + std::to_string(items.size()) + "]"));
  return items;
}

std::vector<std::pair<std::string, JsonNode>> JsonNode::members() const {
  if (!value_->is_object()) refuse("an object");
  std::vector<std::pair<std::string, JsonNode>> members;
  for (const auto& [name, value] : value_->items())
    if (!value.is_null()) members.emplace_back(name, at(name));
  return members;
}

double JsonNode::number() const {
  if (!value_->is_number()) refuse("a number");
  const auto number = value_->get<double>();
  if (!(std::abs(number) <= 1e100)) refuse("a number of at most 1e100");
  return number;
}

double JsonNode::share() const {
  const double share = number();
  if (share < 0 || share > 1) refuse("a share from 0 to 1");
  return share;
}

std::int64_t JsonNode::count() const {
  const double count = number();
  if (count < 0 || count > 9007199254740992.0 || count != std::floor(count)) refuse("a whole number of 0 or more");
  return static_cast<std::int64_t>(count);
}

std::string JsonNode::text() const {
  if (!value_->is_string()) refuse("a text");
  return value_->get<std::string>();
}

std::string JsonNode::shown() const { return value_->is_string() ? text() : value_->dump(); }

std::vector<std::string> JsonNode::texts() const {
  std::vector<std::string> texts;
  for (const JsonNode& item : items()) texts.push_back(item.text());
  return texts;
}

std::vector<double> JsonNode::numbers() const {
  std::vector<double> numbers;
  for (const JsonNode& item : items()) numbers.push_back(item.value_->is_null() ? std::nan("") : item.number());
  return numbers;
}

std::optional<double> JsonNode::share(const std::string& member) const {
  return has(member) ? std::optional(at(member).share()) : std::nullopt;
}

double JsonNode::number(const std::string& member) const { return has(member) ? at(member).number() : std::nan(""); }

std::string JsonNode::text(const std::string& member) const { return has(member) ? at(member).text() : ""; }

}  // namespace cifar100
