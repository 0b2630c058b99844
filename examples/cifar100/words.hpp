#pragma once
// Lists of words, and what somebody meant who mistyped one.

#include <string>
#include <string_view>
#include <vector>

namespace cifar100 {

/// "a, b, c" for the separator ", ".
std::string joined(const std::vector<std::string>& words, std::string_view separator);
/// The words between commas, without the blanks around them; of an empty text, none.
std::vector<std::string> comma_separated(const std::string& text);
/// The known word with the fewest letters to change. Requires that one is known.
std::string nearest(const std::string& word, const std::vector<std::string>& known);
/// Throws "WHERE: expected one of ... (did you mean ...?), got ..."; of more than 60 words, how many there are.
[[noreturn]] void fail_unknown(const std::string& where, const std::string& word,
                               const std::vector<std::string>& known);

}  // namespace cifar100
