#include "examples/cifar100/networks.hpp"

#include <algorithm>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

void expect_width(std::string_view text) {
  const auto share = bicameral::parse_number(text);
  std::vector<std::string> known;
  for (const Width& width : widths) {
    if (share && *share == bicameral::parse_number(width.name)) return;
    known.emplace_back(width.name);
  }
  bicameral::fail("width", "one of the widths " + joined(known, ", "), bicameral::in_quotes(text));
}

std::vector<Width> compiled_widths() {
  std::vector<Width> compiled;
  for (const Width& width : widths)
    if (std::ranges::any_of(compiled_networks(), [&](const CompiledNetwork& network) {
          return network.base_channels == width.base_channels;
        }))
      compiled.push_back(width);
  return compiled;
}

Width width_named(std::string_view text) {
  const auto share = bicameral::parse_number(text);
  const std::vector<Width> compiled = compiled_widths();
  std::vector<std::string> known;
  for (const Width& width : compiled) {
    if (share && *share == bicameral::parse_number(width.name)) return width;
    known.emplace_back(width.name);
  }
  bicameral::fail("width",
                  (known.size() > 1 ? "one of the compiled widths " : "the one compiled width ") + joined(known, ", ") +
                      (known.size() < widths.size() ? " (BICAMERAL_PROGRAM_WIDTHS of CMake compiles others)" : ""),
                  bicameral::in_quotes(text));
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
