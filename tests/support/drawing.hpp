#pragma once
// What must be true of every drawing: it is well-formed, tells what it shows, and no text covers another or is cut.

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "bicameral/core/numbers.hpp"
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
