#include "examples/cifar100/words.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "bicameral/core/error.hpp"

namespace cifar100 {

namespace {

/// Letters to change, add or take away to get from one word to the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

}  // namespace

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : separator).append(word);
  return text;
}

std::vector<std::string> comma_separated(const std::string& text) {
  std::vector<std::string> words;
  if (text.empty()) return words;
  for (std::size_t first = 0; first <= text.size();) {
    const std::size_t comma = std::min(text.find(',', first), text.size());
    const std::string word = text.substr(first, comma - first);
    const std::size_t begin = word.find_first_not_of(' ');
    words.push_back(begin == std::string::npos ? "" : word.substr(begin, word.find_last_not_of(' ') + 1 - begin));
    first = comma + 1;
  }
  return words;
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  return *std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
    return edit_distance(a, word) < edit_distance(b, word);
  });
}

void fail_unknown(const std::string& where, const std::string& word, const std::vector<std::string>& known) {
  constexpr std::size_t few = 60;  // of more, no list is read
  const std::string list = known.size() > few ? std::to_string(known.size()) + " names" : joined(known, ", ");
  bicameral::fail(where, "one of " + list + " (did you mean '" + nearest(word, known) + "'?)", "'" + word + "'");
}

}  // namespace cifar100
