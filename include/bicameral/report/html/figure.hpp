#pragma once
// Figures of a page: charts, and pictures of pixels.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/report/base64.hpp"
#include "bicameral/report/escape.hpp"
#include "bicameral/report/html/fragment.hpp"
#include "bicameral/report/svg/frame.hpp"

namespace bicameral {

/// How a chart is drawn for a page: once for a screen or paper, once for a phone; a style sheet shows one of them.
struct FigureFrame {
  std::string id = "figure";
  double wide = 860;
  double narrow = 328;  // a phone's 360 without the page's margins
  PngEncoder png = {};
};

namespace report_detail {

inline std::string figure(std::string_view id, std::string_view content, std::string_view caption) {
  return "<figure id=\"" + std::string(id) + "\">\n" + std::string(content) +
         (caption.empty() ? "" : "<figcaption>" + escape_text(caption) + "</figcaption>") + "</figure>\n";
}

}  // namespace report_detail

/// Any chart of svg.hpp as a figure with its caption. Errors: as the chart's `draw`.
template <class Chart>
Html html_figure(const Chart& chart, const FigureFrame& frame, std::string_view caption) {
  const auto drawn = [&](std::string_view suffix, double width) {
    return draw(chart, PlotFrame{.id = frame.id + std::string(suffix), .width = width, .png = frame.png});
  };
  return {report_detail::figure(frame.id,
                                "<div class=\"wide\">" + drawn("-wide", frame.wide) + "</div>\n<div class=\"narrow\">" +
                                    drawn("-narrow", frame.narrow) + "</div>\n",
                                caption)};
}

/// The same for one of many small charts, which is drawn once, as for a phone; see html_columns.
template <class Chart>
Html html_small_figure(const Chart& chart, const FigureFrame& frame, std::string_view caption) {
  return {report_detail::figure(
      frame.id, draw(chart, PlotFrame{.id = frame.id + "-plot", .width = frame.narrow, .png = frame.png}), caption)};
}

/// Pieces side by side, as many as have room.
inline Html html_columns(const std::vector<Html>& pieces) {
  std::string markup;
  for (const Html& piece : pieces) markup += piece.markup;
  return {"<div class=\"columns\">\n" + markup + "</div>\n"};
}

/// A picture of pixels within a gallery.
struct GalleryPicture {
  std::string png;      // the bytes of a file
  std::string caption;  // stands below it
  std::string told;     // what is in it, for those who do not see it
};

/// Pictures that belong together, and what is to be said of them, line by line.
struct GalleryItem {
  std::vector<GalleryPicture> pictures;
  std::vector<std::string> lines;
};

/// Items side by side as many as have room; pixels are shown as squares, `pixels` of the page wide in all.
/// Requires 16 <= pixels <= 1024.
inline Html html_gallery(const std::vector<GalleryItem>& items, int pixels = 88) {
  if (pixels < 16 || pixels > 1024) fail("html_gallery", "16 to 1024 pixels", std::to_string(pixels));
  const std::string size = number_text(pixels);
  std::string markup = "<div class=\"gallery\">\n";
  for (const GalleryItem& item : items) {
    markup += "<div class=\"item\"><div class=\"pictures\">\n";
    for (const GalleryPicture& picture : item.pictures)
      markup += "<figure><img src=\"" + data_uri("image/png", picture.png) + "\" width=\"" + size + "\" height=\"" +
                size + "\" alt=\"" + escape_attribute(picture.told) + "\"/><figcaption>" +
                escape_text(picture.caption) + "</figcaption></figure>\n";
    markup += "</div>\n";
    for (const std::string& line : item.lines) markup += "<p>" + escape_text(line) + "</p>\n";
    markup += "</div>\n";
  }
  return {markup + "</div>\n"};
}

}  // namespace bicameral
