#include "examples/cifar100/study/part_result.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/error.hpp"
#include "examples/cifar100/study/scores_json.hpp"

namespace cifar100 {

void write_part_result(const std::string& path, const PartResult& result) {
  nlohmann::ordered_json json;
  json["part"] = result.part;
  json["network"] = result.network;
  json["seed"] = result.seed;
  json["best_epoch"] = result.best_epoch;
  json["epochs"] = result.epochs;
  json["validation_score"] = result.validation_score;
  json["test_best"] = to_json(result.best);
  json["test_last"] = to_json(result.last);
  json["parameters"] = result.parameters;
  json["training_multiply_adds"] = static_cast<std::int64_t>(result.multiply_adds);
  json["forward_multiply_adds_per_image"] = static_cast<std::int64_t>(result.forward_multiply_adds);
  json["images_seen"] = static_cast<std::int64_t>(result.images_seen);
  if (!result.members.empty()) json["members"] = result.members;
  json["seconds"] = result.seconds;
  bicameral::write_file(path, json.dump(2) + "\n");
}

PartResult read_part_result(const std::string& path) {
  std::ifstream stream(path);
  try {
    const auto json = nlohmann::ordered_json::parse(stream);
    return {.part = json.at("part").get<std::string>(),
            .network = json.at("network").get<std::string>(),
            .seed = json.at("seed").get<std::uint64_t>(),
            .best = scores_from(json.at("test_best")),
            .last = scores_from(json.at("test_last")),
            .validation_score = json.at("validation_score").get<double>(),
            .best_epoch = json.at("best_epoch").get<std::int64_t>(),
            .epochs = json.at("epochs").get<std::int64_t>(),
            .parameters = json.at("parameters").get<std::int64_t>(),
            .multiply_adds = json.at("training_multiply_adds").get<double>(),
            .images_seen = json.at("images_seen").get<double>(),
            .seconds = json.at("seconds").get<double>(),
            .forward_multiply_adds = json.at("forward_multiply_adds_per_image").get<double>(),
            .members = json.value("members", std::vector<std::string>{})};
  } catch (const nlohmann::json::exception& error) {
    bicameral::fail("result file '" + path + "'", "the result of a part as JSON", error.what());
  }
}

}  // namespace cifar100
