#include "examples/cifar100/networks.hpp"

#include <algorithm>
#include <span>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

/// The one of this share; throws, with the list, if there is none.
Width found_in(std::span<const Width> list, std::string_view text, const std::string& kind, const std::string& hint) {
  const auto share = bicameral::parse_number(text);
  std::vector<std::string> known;
  for (const Width& width : list) {
    if (share && *share == bicameral::parse_number(width.name)) return width;
    known.emplace_back(width.name);
  }
  bicameral::fail("width", kind + " " + joined(known, ", ") + hint, bicameral::in_quotes(text));
}

}  // namespace

void expect_width(std::string_view text) { found_in(widths, text, "one of the widths", ""); }

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
  const std::vector<Width> compiled = compiled_widths();
  return found_in(compiled, text, compiled.size() > 1 ? "one of the compiled widths" : "the one compiled width",
                  compiled.size() < widths.size() ? " (BICAMERAL_PROGRAM_WIDTHS of CMake compiles others)" : "");
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
