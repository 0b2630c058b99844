#pragma once
// Reads markup as strictly as an XML parser would, so that tests can look into pages and drawings.

#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/utf8.hpp"

namespace bicameral::test {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  // of its own, without that of its children
  std::vector<Element> children;

  /// This element and all below it that have the name, in the order of the document.
  std::vector<const Element*> all(std::string_view wanted) const {
    std::vector<const Element*> found;
    if (name == wanted) found.push_back(this);
    for (const Element& child : children)
      for (const Element* element : child.all(wanted)) found.push_back(element);
    return found;
  }
  std::string attribute(const std::string& key) const {
    const auto found = attributes.find(key);
    return found == attributes.end() ? std::string() : found->second;
  }
};

/// One element, with a line <!DOCTYPE html> before it or not. Throws std::runtime_error with the place of the first
/// mistake: tags that do not match, attributes without quotes or twice, markup characters that are not escaped,
/// entities other than those of XML, characters that XML forbids, invalid UTF-8.
class MarkupReader {
 public:
  explicit MarkupReader(std::string_view markup) : all_(markup), rest_(markup) {}

  Element read() {
    std::string_view text = all_;
    while (!text.empty()) {
      const auto [code, bytes] = first_utf8_character(text);
      if (bytes == 0) fail_with("a byte that is no UTF-8");
      if ((code < 0x20 && code != '\t' && code != '\n') || code == 0xFFFE || code == 0xFFFF)
        fail_with("a forbidden character");
      text.remove_prefix(bytes);
    }
    take("<!DOCTYPE html>");
    space();
    Element root = element();
    space();
    if (!rest_.empty()) fail_with("something behind the end");
    return root;
  }

 private:
  [[noreturn]] void fail_with(const std::string& what) const {
    const std::size_t at = all_.size() - rest_.size();
    throw std::runtime_error(what + " at byte " + std::to_string(at) + ": " + std::string(rest_.substr(0, 60)));
  }
  bool take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void need(std::string_view token) {
    if (!take(token)) fail_with("no " + std::string(token));
  }
  void space() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\t')) rest_.remove_prefix(1);
  }
  std::string word() {
    const std::size_t end =
        rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:_");
    if (end == 0 || end == std::string_view::npos) fail_with("no name");
    const std::string name(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return name;
  }
  /// Characters up to one of `ends`.
  std::string characters(std::string_view ends) {
    std::string text;
    while (!rest_.empty() && ends.find(rest_[0]) == std::string_view::npos) {
      if (rest_[0] == '<') fail_with("a < that is not escaped");
      if (rest_.starts_with("]]>")) fail_with("an end of CDATA");
      if (take("&amp;")) {
        text += '&';
      } else if (take("&lt;")) {
        text += '<';
      } else if (take("&gt;")) {
        text += '>';
      } else if (take("&quot;")) {
        text += '"';
      } else if (take("&#39;")) {
        text += '\'';
      } else if (take("&#10;")) {
        text += '\n';
      } else if (take("&#9;")) {
        text += '\t';
      } else if (rest_[0] == '&') {
        fail_with("an & that is not escaped");
      } else {
        text += rest_[0];
        rest_.remove_prefix(1);
      }
    }
    return text;
  }
  Element element() {
    need("<");
    Element result;
    result.name = word();
    for (space(); !rest_.starts_with(">") && !rest_.starts_with("/>"); space()) {
      const std::string key = word();
      need("=\"");
      if (!result.attributes.emplace(key, characters("\"")).second) fail_with("the attribute " + key + " again");
      need("\"");
    }
    if (take("/>")) return result;
    need(">");
    while (!rest_.starts_with("</")) {
      if (rest_.empty()) fail_with("no end of " + result.name);
      if (rest_[0] == '<')
        result.children.push_back(element());
      else
        result.text += characters("<");
    }
    need("</" + result.name + ">");
    return result;
  }

  std::string_view all_;
  std::string_view rest_;
};

inline Element read_markup(std::string_view markup) { return MarkupReader(markup).read(); }

}  // namespace bicameral::test
