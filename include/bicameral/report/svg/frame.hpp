#pragma once
// What all drawings share: where they stand and how they are told to people who do not see them.

#include <string>
#include <string_view>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"
#include "bicameral/report/raster.hpp"

namespace bicameral {

/// How a chart is drawn. The same chart may be drawn twice, for a page and for a phone.
struct PlotFrame {
  std::string id = "plot";  // begins all ids in the drawing: every drawing of a page has another
  double width = 720;       // in pixels of CSS, from 240 to 4000; the height follows from what there is to show
  bool alone = false;       // a file of its own, with its colours and paper, instead of a part of a page
  PngEncoder png = {};  // for charts of very many points or cells; without it they are thinned, or not drawn as pixels

  /// Font size of texts; where there is little room there is less of it.
  double font_size() const { return narrow() ? 12 : 13; }
  /// Whether labels stand above what they name instead of beside it.
  bool narrow() const { return width < 480; }

  /// Throws Error unless the width is possible and the id a letter, then letters, digits, '-' or '_'.
  void check() const {
    if (!(width >= 240 && width <= 4000)) fail("PlotFrame", "a width from 240 to 4000", number_text(width));
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    bool good = !id.empty() && letter(id.front());
    for (const char c : id) good = good && (letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_');
    if (!good) fail("PlotFrame", "an id of a letter, then letters, digits, '-' and '_'", in_quotes(id));
  }
};

/// What every chart says about itself.
struct PlotText {
  std::string title;        // what is shown, in a few words: read aloud, and the tooltip of some browsers
  std::string description;  // what is to be seen in it: read aloud before the numbers, which the chart adds itself
  std::string heading;      // stands above the drawing, unless it is empty
};

}  // namespace bicameral
