#pragma once
// The networks that are compiled into the program, by name and width.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/shape.hpp"
#include "bicameral/network/facts.hpp"
#include "examples/cifar100/model.hpp"

namespace cifar100 {

/// The widths that can be compiled in: base channels by their share of the study's 64.
struct Width {
  std::string_view name;
  int base_channels;
};
inline constexpr std::array<Width, 3> widths{Width{"0.25", 16}, Width{"0.5", 32}, Width{"1", 64}};

/// One network at one width. Names: a hemisphere with the labels it is trained on ("resnet9-fine"; both: "resnet9"),
/// two halves trained together ("resnet9+resnet9") or frozen ("frozen-narrow+resnet9"), members ("5-resnet9-logits").
struct CompiledNetwork {
  std::string_view name;
  int base_channels;
  std::unique_ptr<Model> (*make)(bicameral::Classes, std::uint64_t seed);
  bicameral::NetworkFacts (*facts)(bicameral::Classes);
};
const std::vector<CompiledNetwork>& compiled_networks();

/// Throws, with the list, for a width that no build of the program has.
void expect_width(std::string_view text);
/// Those of BICAMERAL_PROGRAM_WIDTHS, narrow ones first.
std::vector<Width> compiled_widths();
/// The width of this share, however it is written ("0.5", "0.50", "1.0"); throws, with the list, for one that is not
/// compiled in.
Width width_named(std::string_view text);

/// Their names, each once.
std::vector<std::string> network_names();
/// Throws, with the nearest name and the list, if there is no such network.
const CompiledNetwork& network_named(std::string_view name, std::string_view width);

}  // namespace cifar100
