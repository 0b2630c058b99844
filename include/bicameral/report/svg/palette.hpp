#pragma once
// Colours that most people can tell apart, on light and on dark paper.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bicameral::svg {

/// A colour by its part in a drawing: the name of the CSS property --plot-NAME, and what it is on light and on dark
/// paper.
struct Paint {
  std::string_view name;
  std::string_view light;
  std::string_view dark;
};

inline constexpr Paint paper{"paper", "#ffffff", "#15181d"};
inline constexpr Paint ink{"ink", "#1b1f24", "#e8eaed"};
inline constexpr Paint muted{"muted", "#59616b", "#a4acb6"};  // ticks and notes: 4.5 to 1 on the paper and more
inline constexpr Paint axis_line{"axis", "#7d8590", "#7d8590"};
inline constexpr Paint grid{"grid", "#e2e5e9", "#2c3138"};
inline constexpr Paint area{"area", "#b9c4d0", "#4a5663"};  // bars of histograms

/// Colours of series. Source: Okabe and Ito, "Color universal design", 2008, in an order in which the first few differ
/// most, without yellow, which is pale on white, and with ink in place of black; on dark paper blue and vermilion are
/// lighter.
inline constexpr std::array<Paint, 7> series_paints = {{{"series-1", "#0072b2", "#3f9fe0"},
                                                        {"series-2", "#d55e00", "#f07c28"},
                                                        {"series-3", "#009e73", "#1fb88c"},
                                                        {"series-4", "#b8578f", "#cc79a7"},
                                                        {"series-5", "#e69f00", "#e69f00"},
                                                        {"series-6", "#56b4e9", "#9ad4f5"},
                                                        {"series-7", "#1b1f24", "#e8eaed"}}};

/// The colour of the series with this number, from 0; after the seventh they begin again.
constexpr const Paint& series_paint(std::size_t series) { return series_paints[series % series_paints.size()]; }

struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Rgb&) const = default;
};

/// The anchors of sequential_colour, an eighth of the way apart.
inline constexpr std::array<Rgb, 9> sequential_anchors = {{{0x44, 0x01, 0x54},
                                                           {0x47, 0x2D, 0x7B},
                                                           {0x3B, 0x52, 0x8B},
                                                           {0x2C, 0x72, 0x8E},
                                                           {0x21, 0x91, 0x8C},
                                                           {0x28, 0xAE, 0x80},
                                                           {0x5E, 0xC9, 0x62},
                                                           {0xAD, 0xDC, 0x30},
                                                           {0xFD, 0xE7, 0x25}}};

/// From dark violet at 0 over green to yellow at 1, ever lighter, told apart with every kind of colour vision: straight
/// lines in sRGB between nine colours of viridis (Smith and van der Walt, 2015, in the public domain). What is outside
/// is clamped.
inline Rgb sequential_colour(double share) {
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(sequential_anchors.size() - 1);
  const auto left = std::min(static_cast<std::size_t>(place), sequential_anchors.size() - 2);
  const double weight = place - static_cast<double>(left);
  const auto mix = [&](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::lround((1 - weight) * a + weight * b));
  };
  const Rgb& a = sequential_anchors[left];
  const Rgb& b = sequential_anchors[left + 1];
  return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

/// "#21918c".
inline std::string hex_text(Rgb colour) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "#";
  for (const unsigned value : {colour.red, colour.green, colour.blue}) text += {digits[value / 16], digits[value % 16]};
  return text;
}

/// The style sheet for drawings: what a page that holds drawings needs once, and what a drawing that stands alone
/// carries. Elements of class f-NAME are filled and those of k-NAME are stroked with --plot-NAME, which is darker or
/// lighter with the reader's choice of light or dark; on printed paper it is always the light one.
inline std::string plot_style() {
  std::string light;
  std::string dark;
  std::string rules;
  const auto add = [&](const Paint& paint) {
    const std::string name(paint.name);
    light += "--plot-" + name + ":" + std::string(paint.light) + ";";
    dark += "--plot-" + name + ":" + std::string(paint.dark) + ";";
    rules +=
        ".plot .f-" + name + "{fill:var(--plot-" + name + ")}.plot .k-" + name + "{stroke:var(--plot-" + name + ")}\n";
  };
  for (const Paint& paint : {paper, ink, muted, axis_line, grid, area}) add(paint);
  for (const Paint& paint : series_paints) add(paint);
  return ":root{" + light + "}\n@media screen and (prefers-color-scheme:dark){:root{" + dark + "}}\n" + rules;
}

}  // namespace bicameral::svg
