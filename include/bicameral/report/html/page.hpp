#pragma once
// One page that holds everything it shows.

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/report/escape.hpp"
#include "bicameral/report/html/fragment.hpp"
#include "bicameral/report/html/style.hpp"

namespace bicameral {

/// A page in sections, with its contents at the top.
/// Ensures: one file without scripts that loads nothing, and says so to the browser, which then refuses to load
/// anything whatever a text may hold; well-formed as HTML and as XML, if all that is added is.
class HtmlPage {
 public:
  /// `subtitle` stands below the title: what, where and when, for instance.
  explicit HtmlPage(std::string title, std::string subtitle = "")
      : title_(std::move(title)), subtitle_(std::move(subtitle)) {}

  /// Stands below the title, before the contents.
  void add_lead(const Html& content) { lead_ += content.markup; }

  /// A new section; what is added then stands in it. Its id comes from its title, with a number if another is the same.
  void add_section(const std::string& title) { sections_.push_back({free_id(title), title, ""}); }

  /// Errors: no section yet.
  void add(const Html& content) {
    if (sections_.empty()) fail("HtmlPage::add", "a section to add to", "none");
    sections_.back().markup += content.markup;
  }

  /// Stands at the end.
  void add_footer(const Html& content) { footer_ += content.markup; }

  /// The whole file.
  std::string text() const {
    std::string page =
        "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta "
        "charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
        "'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n<link rel=\"icon\" href=\"data:,\"/>\n<title>" +
        escape_text(title_) + "</title>\n<style>" + page_style() + "</style>\n</head>\n<body>\n<header>\n<h1>" +
        escape_text(title_) + "</h1>\n";
    if (!subtitle_.empty()) page += "<p class=\"subtitle\">" + escape_text(subtitle_) + "</p>\n";
    page += lead_;
    if (sections_.size() > 1) {
      page += "<nav aria-label=\"Contents\"><ul>\n";
      for (const Section& section : sections_)
        page += "<li><a href=\"#" + section.id + "\">" + escape_text(section.title) + "</a></li>\n";
      page += "</ul></nav>\n";
    }
    page += "</header>\n<main>\n";
    for (const Section& section : sections_)
      page += "<section aria-labelledby=\"" + section.id + "\">\n<h2 id=\"" + section.id + "\">" +
              escape_text(section.title) + "</h2>\n" + section.markup + "</section>\n";
    page += "</main>\n";
    if (!footer_.empty()) page += "<footer>\n" + footer_ + "</footer>\n";
    return page + "</body>\n</html>\n";
  }

 private:
  struct Section {
    std::string id;
    std::string title;
    std::string markup;
  };

  /// "section-" and the letters and digits of the title, so that no title can take the id of a figure.
  std::string free_id(std::string_view title) {
    std::string id = "section";
    bool gap = true;
    for (const char c : title) {
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
        if (gap) id += '-';
        id += lower;
        gap = false;
      } else {
        gap = true;
      }
    }
    std::string free = id;
    for (std::size_t k = 2; !ids_.insert(free).second; ++k) free = id + "-" + std::to_string(k);
    return free;
  }

  std::string title_;
  std::string subtitle_;
  std::string lead_;
  std::vector<Section> sections_;
  std::string footer_;
  std::set<std::string> ids_;
};

}  // namespace bicameral
