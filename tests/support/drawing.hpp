#pragma once
// What must be true of every drawing: it is well-formed, tells what it shows, and no text covers another or is cut; and
// its axes as a reader finds them, for tests of where its shapes lie.

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "bicameral/report/svg/axis.hpp"
#include "bicameral/report/svg/canvas.hpp"
#include "tests/support/markup.hpp"

namespace bicameral::test {

struct DrawnText {
  std::string text;
  svg::Box box;
};

/// The number in an attribute; NaN if there is none.
inline double number_in(const Element& element, const std::string& key) {
  return parse_number(element.attribute(key)).value_or(std::nan(""));
}

/// How far places may be apart, in pixels, where one of them was read off numbers of two decimals.
inline constexpr double coordinate_rounding = 0.05;

/// A number at an axis, and the place along the axis where it stands.
struct DrawnTick {
  double value = 0;
  double place = 0;
};

/// The numbers left of panels, as they are drawn: of each panel from below to above.
inline std::vector<DrawnTick> ticks_left(const Element& drawing) {
  std::vector<DrawnTick> ticks;
  for (const Element* text : drawing.all("text")) {
    const std::optional<double> value = parse_number(text->text);
    if (value && text->attribute("class") == "f-muted" && text->attribute("text-anchor") == "end")
      ticks.push_back({*value, number_in(*text, "y") - 0.35 * number_in(*text, "font-size")});
  }
  return ticks;
}

/// The numbers in the first row below a panel, where they stand at a mark of the axis.
inline std::vector<DrawnTick> ticks_below(const Element& drawing) {
  std::vector<DrawnTick> ticks;
  std::string row;
  for (const Element* text : drawing.all("text")) {
    const std::optional<double> value = parse_number(text->text);
    if (!value || text->attribute("class") != "f-muted" || text->attribute("text-anchor") != "middle") continue;
    if (row.empty()) row = text->attribute("y");
    if (text->attribute("y") != row) continue;
    const std::string x = text->attribute("x");
    bool marked = false;
    for (const Element* line : drawing.all("line"))
      marked =
          marked || (line->attribute("class") == "k-axis" && line->attribute("x1") == x && line->attribute("x2") == x);
    if (marked) ticks.push_back({*value, number_in(*text, "x")});
  }
  return ticks;
}

/// The axis on which the first and the last of these numbers stand.
inline svg::Axis axis_through(const std::vector<DrawnTick>& ticks, svg::Scale scale = svg::Scale::linear) {
  if (ticks.size() < 2) throw std::runtime_error("an axis with fewer than two numbers");
  return svg::Axis({ticks.front().value, ticks.back().value}, scale, ticks.front().place, ticks.back().place);
}

/// The corners of a path of straight lines.
inline std::vector<std::array<double, 2>> corners_of(const Element& path) {
  std::string data = path.attribute("d");
  for (char& letter : data)
    if (letter == 'M' || letter == 'L' || letter == 'Z') letter = ' ';
  std::istringstream stream(data);
  std::vector<std::array<double, 2>> corners;
  for (std::array<double, 2> corner{}; stream >> corner[0] >> corner[1];) corners.push_back(corner);
  return corners;
}

/// All texts of a drawing with the room they take.
inline std::vector<DrawnText> drawn_texts(const Element& drawing) {
  std::vector<DrawnText> texts;
  for (const Element* text : drawing.all("text")) {
    svg::TextLook look{.size = number_in(*text, "font-size")};
    if (text->attribute("text-anchor") == "middle") look.anchor = svg::Anchor::middle;
    if (text->attribute("text-anchor") == "end") look.anchor = svg::Anchor::end;
    look.bold = text->attribute("font-weight") == "bold";
    look.upwards = text->attribute("transform").starts_with("rotate(-90 ");
    texts.push_back({text->text, svg::text_box(number_in(*text, "x"), number_in(*text, "y"), text->text, look)});
  }
  return texts;
}

/// The texts, without their places.
inline std::vector<std::string> words_of(const Element& drawing) {
  std::vector<std::string> words;
  for (const DrawnText& text : drawn_texts(drawing)) words.push_back(text.text);
  return words;
}

inline bool has_text(const Element& drawing, const std::string& text) {
  for (const std::string& word : words_of(drawing))
    if (word == text) return true;
  return false;
}

/// What is wrong with a drawing, in words; "" if nothing is. Throws if it is not well-formed.
inline std::string complaints(const std::string& markup) {
  const Element drawing = read_markup(markup);
  std::string wrong;
  if (drawing.name != "svg" || drawing.attribute("role") != "img") wrong += "no svg that is an image; ";
  const std::string names = drawing.attribute("aria-labelledby");
  for (const std::string tag : {"title", "desc"}) {
    const auto found = drawing.all(tag);
    if (found.empty() || found[0]->text.empty()) wrong += "no " + tag + "; ";
    if (found.empty() || names.find(found[0]->attribute("id")) == std::string::npos) wrong += tag + " without its id; ";
  }
  const double width = number_in(drawing, "width");
  const double height = number_in(drawing, "height");
  if (drawing.attribute("viewBox") != "0 0 " + drawing.attribute("width") + " " + drawing.attribute("height"))
    wrong += "a view box of another size; ";
  for (const std::string key : {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "font-size"})
    for (const std::string tag : {"text", "line", "rect", "circle", "image"})
      for (const Element* element : drawing.all(tag)) {
        if (element->attributes.count(key) == 0 || element->attribute(key) == "100%") continue;
        const double number = number_in(*element, key);
        const bool along_x = key == "x" || key == "x1" || key == "x2" || key == "cx" || key == "width";
        if (!(number >= 0 && number <= (along_x ? width : height)))
          wrong += tag + " with " + key + "=" + element->attribute(key) + "; ";
      }
  const std::vector<DrawnText> texts = drawn_texts(drawing);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const svg::Box& box = texts[i].box;
    constexpr double rounding = 0.011;  // of coordinates
    if (!(box.left >= -rounding && box.right <= width + rounding && box.top >= -rounding &&
          box.bottom <= height + rounding))
      wrong += "cut: '" + texts[i].text + "'; ";
    for (std::size_t k = 0; k < i; ++k) {
      const svg::Box& other = texts[k].box;
      const svg::Box smaller{other.left + rounding, other.top + rounding, other.right - rounding,
                             other.bottom - rounding};
      if (box.overlaps(smaller)) wrong += "'" + texts[k].text + "' under '" + texts[i].text + "'; ";
    }
  }
  return wrong;
}

/// Widths from the narrowest that a frame allows to a large screen's.
inline const std::vector<double>& drawn_widths() {
  static const std::vector<double> widths = {240, 328, 400, 479, 480, 600, 720, 860, 1600};
  return widths;
}

/// Texts that a file may hold to break a page.
inline const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts = {
      "<script>alert(1)</script>",
      "\"><img src=x onerror=alert(1)>",
      "' onload='alert(1)",
      "]]></svg><b>&amp;&lt;",
      std::string("nul\0 bell\a esc\x1b[31m", 16),
      "bad \xff\xc0\xaf utf-8 \xed\xa0\x80",
      "\xEF\xBF\xBE noncharacter",
      "a word without an end: " + std::string(300, 'W'),
      "ends\r\nof\rlines\nand\ttabs",
      "",
      " ",
      "\xE6\xBC\xA2\xE5\xAD\x97 wide \xF0\x9F\x90\xB3 and combined e\xCC\x81"};
  return texts;
}

}  // namespace bicameral::test
