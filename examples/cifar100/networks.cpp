#include "examples/cifar100/networks.hpp"

#include <algorithm>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

const Width& width_named(std::string_view text) {
  const auto share = bicameral::parse_number(text);
  std::vector<std::string> known;
  for (const Width& width : widths) {
    if (share && *share == bicameral::parse_number(width.name)) return width;
    known.emplace_back(width.name);
  }
  bicameral::fail("width", "one of the compiled widths " + joined(known, ", "), bicameral::in_quotes(text));
}

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const CompiledNetwork& network : compiled_networks())
    if (std::find(names.begin(), names.end(), network.name) == names.end()) names.emplace_back(network.name);
  return names;
}

const CompiledNetwork& network_named(std::string_view name, std::string_view width) {
  const int base_channels = width_named(width).base_channels;
  for (const CompiledNetwork& network : compiled_networks())
    if (network.name == name && network.base_channels == base_channels) return network;
  fail_unknown("network", std::string(name), network_names());
}

}  // namespace cifar100
