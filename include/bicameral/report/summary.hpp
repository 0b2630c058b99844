#pragma once
// A network as a table: what its type knows before anything runs.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/network/facts.hpp"
#include "bicameral/report/table.hpp"

namespace bicameral {

/// "6,568,000".
inline std::string grouped_text(std::int64_t value) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), ",");
  return value < 0 ? "-" + digits : digits;
}

/// The layers with shapes (channels x height x width), weights and multiply-adds per image, and the totals below.
/// `kept_bytes` is what training keeps of a batch of `batch` images from forward to backward.
inline std::string summary_text(const NetworkTables& tables, const NetworkFacts& facts, std::size_t kept_bytes,
                                int batch) {
  Table table({"layer", "input", "output", "parameters", "multiply-adds forward", "backward"});
  const auto number = [](std::int64_t value) { return value == 0 ? std::string("-") : grouped_text(value); };
  for (const LayerInfo& layer : tables.layers)
    table.add_row({layer.name + (layer.frozen ? " (frozen)" : ""), to_string(layer.in), to_string(layer.out),
                   number(layer.parameters), number(layer.work.forward),
                   number(layer.work.input_gradient + layer.work.weight_gradient)});
  Table totals({"in all", "value"});
  for (const std::string_view part : {"hemisphere", "left", "right", "head", "member1"}) {  // members are alike
    std::int64_t parameters = 0;
    bool present = false;
    for (const ParameterInfo& parameter : tables.parameters)
      if (parameter.name.starts_with(std::string(part) + ".")) {
        present = true;
        if (parameter.role == Role::weight) parameters += parameter.dims.count();
      }
    if (present) totals.add_row({"parameters of " + std::string(part), grouped_text(parameters)});
  }
  totals.add_row({"parameters", grouped_text(facts.parameters)});
  totals.add_row({"of these trained", grouped_text(facts.trainable)});
  totals.add_row({"running statistics", grouped_text(facts.statistics)});
  totals.add_row({"multiply-adds per image, forward", grouped_text(facts.forward_multiply_adds)});
  totals.add_row({"multiply-adds per image, backward", grouped_text(facts.backward_multiply_adds)});
  totals.add_row({"activations kept in training, batch " + std::to_string(batch) + ", bytes",
                  grouped_text(static_cast<std::int64_t>(kept_bytes))});
  return table.text() + "\n" + totals.text();
}

}  // namespace bicameral
