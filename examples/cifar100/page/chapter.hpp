#pragma once
// The place of one run on the page.

#include <string>
#include <utility>

#include "bicameral/report/html.hpp"
#include "bicameral/report/png.hpp"

namespace cifar100 {

/// Adds to the page in the name of one run: its sections bear the run's name, and its figures ids of their own.
class Chapter {
 public:
  /// Both prefixes may be empty. Requires that `page` outlives it, and that `id_prefix` may begin an id.
  Chapter(bicameral::HtmlPage& page, std::string title_prefix, std::string id_prefix)
      : page_(page), title_prefix_(std::move(title_prefix)), id_prefix_(std::move(id_prefix)) {}

  void section(const std::string& title) { page_.add_section(title_prefix_ + title); }
  void add(const bicameral::Html& content) { page_.add(content); }
  /// For the figure of this id within the chapter.
  bicameral::FigureFrame frame(const std::string& id) const {
    return {.id = id_prefix_ + id, .png = bicameral::encode_png};
  }

 private:
  bicameral::HtmlPage& page_;
  std::string title_prefix_;
  std::string id_prefix_;
};

}  // namespace cifar100
