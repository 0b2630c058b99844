// From the name of a network and a width to the type that was compiled for it.

#include <algorithm>
#include <array>
#include <string>

#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"
#include "examples/cifar100/model_of.hpp"

namespace cifar100 {

namespace {

struct Names {
  std::string_view name;
  std::string_view description;
};
constexpr std::array<Names, 5> names{
    Names{"left", "left hemisphere alone (fine)"}, Names{"right", "right hemisphere alone (coarse)"},
    Names{"bilateral", "bilateral, specialised, frozen halves"},
    Names{"unspecialised", "bilateral, unspecialised, end to end"}, Names{"single", "single ResNet-9, two heads"}};

template <Kind K>
std::unique_ptr<Model> make_of_width(std::string_view width, bicameral::Classes classes, std::uint64_t seed) {
  switch (width_named(width).base_channels) {
    case widths[0].base_channels:
      return make_model_of<widths[0].base_channels, K>(classes, seed);
    case widths[1].base_channels:
      return make_model_of<widths[1].base_channels, K>(classes, seed);
    default:
      return make_model_of<widths[2].base_channels, K>(classes, seed);
  }
}

}  // namespace

const Width& width_named(std::string_view text) {
  const auto share = bicameral::parse_number(text);
  std::string known;
  for (const Width& width : widths) {
    if (share && *share == bicameral::parse_number(width.name)) return width;
    known += known.empty() ? "" : ", ";
    known += width.name;
  }
  bicameral::fail("width", "one of the compiled widths " + known, bicameral::in_quotes(text));
}

std::string_view name_of(Kind kind) { return names.at(static_cast<std::size_t>(kind)).name; }
std::string_view description_of(Kind kind) { return names.at(static_cast<std::size_t>(kind)).description; }

Kind kind_named(std::string_view name) {
  std::string known;
  for (const Kind kind : all_kinds) {
    if (name_of(kind) == name) return kind;
    known += (known.empty() ? "" : ", ") + std::string(name_of(kind));
  }
  bicameral::fail("network", "one of " + known, "'" + std::string(name) + "'");
}

std::unique_ptr<Model> make_model(Kind kind, std::string_view width, bicameral::Classes classes, std::uint64_t seed) {
  switch (kind) {
    case Kind::left:
      return make_of_width<Kind::left>(width, classes, seed);
    case Kind::right:
      return make_of_width<Kind::right>(width, classes, seed);
    case Kind::bilateral:
      return make_of_width<Kind::bilateral>(width, classes, seed);
    case Kind::unspecialised:
      return make_of_width<Kind::unspecialised>(width, classes, seed);
    case Kind::single:
      return make_of_width<Kind::single>(width, classes, seed);
  }
  bicameral::fail("make_model", "a known network", std::to_string(static_cast<int>(kind)));
}

}  // namespace cifar100
