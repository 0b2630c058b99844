#pragma once
// The elements of SVG that the charts use.

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "bicameral/core/numbers.hpp"
#include "bicameral/report/base64.hpp"
#include "bicameral/report/escape.hpp"
#include "bicameral/report/svg/frame.hpp"
#include "bicameral/report/svg/palette.hpp"
#include "bicameral/report/svg/text_width.hpp"

namespace bicameral::svg {

/// A coordinate: at most two decimals, which is more than a screen shows.
inline std::string coordinate(double value) {
  std::string text = fixed_text(value, 2);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

/// How a shape is painted. Colours stand in it twice: as attributes for programs that know no style sheets, and as
/// classes for the page's light and dark.
struct Look {
  const Paint* fill = nullptr;
  const Paint* stroke = nullptr;
  double width = 1;
  std::string_view dashes = {};
  double opacity = 1;
};

enum class Anchor { start, middle, end };

struct TextLook {
  double size = 13;
  Anchor anchor = Anchor::start;
  const Paint* fill = &ink;
  bool bold = false;
  bool halo = false;     // on lines: with an edge of paper
  bool upwards = false;  // read from below to above; x and y are still the anchor on the baseline
};

/// A rectangle within a drawing.
struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  double width() const { return right - left; }
  double height() const { return bottom - top; }
  bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

/// What a text of one line covers, from above.
inline Box text_box(double x, double y, std::string_view text, const TextLook& look) {
  const double width = text_width(text, look.size, look.bold);
  const double before = look.anchor == Anchor::start ? 0 : look.anchor == Anchor::middle ? width / 2 : width;
  const double above = 0.8 * look.size;
  const double below = 0.25 * look.size;
  if (look.upwards) return {x - above, y + before - width, x + below, y + before};
  return {x - before, y - above, x - before + width, y + below};
}

/// Collects the elements of a drawing, the first below the later ones.
class Canvas {
 public:
  void line(double x1, double y1, double x2, double y2, const Look& look) {
    add("line", attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) + attribute("y2", y2), look);
  }
  void rectangle(const Box& box, const Look& look) { add("rect", sides(box), look); }
  void circle(double x, double y, double radius, const Look& look) {
    add("circle", attribute("cx", x) + attribute("cy", y) + attribute("r", radius), look);
  }
  /// `data` as in the attribute d of a path.
  void path(std::string_view data, const Look& look) { add("path", " d=\"" + std::string(data) + "\"", look); }

  /// One line of text. `full` is what a shortened text stands for: browsers show it under the pointer.
  void text(double x, double y, std::string_view shown, const TextLook& look, std::string_view full = {}) {
    elements_ += "<text" + attribute("x", x) + attribute("y", y) + attribute("font-size", look.size);
    if (look.anchor != Anchor::start)
      elements_ += look.anchor == Anchor::middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
    if (look.bold) elements_ += " font-weight=\"bold\"";
    if (look.upwards) elements_ += " transform=\"rotate(-90 " + coordinate(x) + " " + coordinate(y) + ")\"";
    if (look.halo) elements_ += " paint-order=\"stroke\" stroke-linejoin=\"round\"";
    elements_ +=
        painted({.fill = look.fill, .stroke = look.halo ? &paper : nullptr, .width = 4}) + ">" + escape_text(shown);
    if (!full.empty() && full != shown) elements_ += "<title>" + escape_text(full) + "</title>";
    elements_ += "</text>\n";
  }

  /// A picture that fills the box, its pixels as squares. `png` holds the bytes of a file.
  void picture(const Box& box, std::string_view png) {
    elements_ += "<image" + sides(box) + " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"" +
                 data_uri("image/png", png) + "\"/>\n";
  }

  /// Markup that is known to be whole and escaped.
  void markup(std::string_view elements) { elements_ += elements; }

  /// The whole drawing of this height. `numbers` follows the chart's own description.
  std::string document(const PlotFrame& frame, const PlotText& about, std::string_view numbers, double height) const {
    const std::string size = coordinate(frame.width);
    const std::string high = coordinate(std::ceil(height));
    std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" viewBox=\"0 0 " + size + " " + high +
                       "\" width=\"" + size + "\" height=\"" + high + "\" role=\"img\" aria-labelledby=\"" + frame.id +
                       "-title " + frame.id + "-desc\" font-family=\"" + std::string(font_family) +
                       "\">\n<title id=\"" + frame.id + "-title\">" + escape_text(about.title) +
                       "</title>\n<desc id=\"" + frame.id + "-desc\">";
    text += escape_text(about.description);
    if (!about.description.empty() && !numbers.empty()) text += ' ';
    text += escape_text(numbers) + "</desc>\n";
    if (frame.alone) {
      text += "<style>" + plot_style() + "</style>\n<rect width=\"100%\" height=\"100%\"" + painted({.fill = &paper}) +
              "/>\n";
    }
    return text + elements_ + "</svg>\n";
  }

  static constexpr std::string_view font_family =
      "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

 private:
  static std::string attribute(std::string_view name, double value) {
    return " " + std::string(name) + "=\"" + coordinate(value) + "\"";
  }
  static std::string sides(const Box& box) {
    return attribute("x", box.left) + attribute("y", box.top) + attribute("width", box.width()) +
           attribute("height", box.height());
  }
  static std::string painted(const Look& look) {
    std::string classes;
    std::string colours;
    const auto use = [&](const Paint* paint, std::string_view prefix, std::string_view name) {
      colours += " " + std::string(name) + "=\"" + (paint == nullptr ? "none" : std::string(paint->light)) + "\"";
      if (paint != nullptr) classes += (classes.empty() ? "" : " ") + std::string(prefix) + std::string(paint->name);
    };
    use(look.fill, "f-", "fill");
    if (look.stroke != nullptr) {
      use(look.stroke, "k-", "stroke");
      if (look.width != 1) colours += attribute("stroke-width", look.width);
      if (!look.dashes.empty()) colours += " stroke-dasharray=\"" + std::string(look.dashes) + "\"";
    }
    if (look.opacity != 1) colours += attribute("opacity", look.opacity);
    return " class=\"" + classes + "\"" + colours;
  }
  void add(std::string_view element, const std::string& attributes, const Look& look) {
    elements_ += "<" + std::string(element) + attributes + painted(look) + "/>\n";
  }

  std::string elements_;
};

}  // namespace bicameral::svg
