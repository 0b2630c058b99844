#include "examples/cifar100/analysis/chosen_images.hpp"

#include <algorithm>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

namespace {

using bicameral::fail;

/// All right; one half wrong alone; both wrong alone and right together, and the other way round; all wrong.
constexpr const char* telling_cases = "tt-tt,ft-tt,tf-tt,ff-tt,tt-ft,tt-ff,ff-ff";

void add_first(ChosenImages& chosen, const std::vector<std::uint32_t>& images, int count) {
  const auto some = std::min(images.size(), static_cast<std::size_t>(count));
  chosen.images.insert(chosen.images.end(), images.begin(), images.begin() + static_cast<std::ptrdiff_t>(some));
}

ChosenImages by_number(const std::string& text, int count) {
  ChosenImages chosen;
  for (const std::string& word : comma_separated(text)) {
    const auto number = bicameral::parse_integer(word);
    if (!number || *number < 0 || *number >= count)
      fail("option --images", "numbers from 0 to " + std::to_string(count - 1) + " separated by commas",
           "'" + word + "'");
    const auto image = static_cast<std::uint32_t>(*number);
    if (std::find(chosen.images.begin(), chosen.images.end(), image) == chosen.images.end())
      chosen.images.push_back(image);
  }
  return chosen;
}

ChosenImages by_class(const std::string& name, int count, const bicameral::Dataset& test) {
  const auto number_in = [&](const std::vector<std::string>& names) {
    return static_cast<std::int32_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const std::int32_t fine = number_in(test.fine_names);
  const std::int32_t coarse = number_in(test.coarse_names);
  if (fine == test.classes().fine && coarse == test.classes().coarse) {
    std::vector<std::string> names = test.fine_names;
    names.insert(names.end(), test.coarse_names.begin(), test.coarse_names.end());
    fail_unknown("option --class", name, names);
  }
  std::vector<std::uint32_t> images;
  for (std::size_t i = 0; i < test.fine.size(); ++i)
    if (test.fine[i] == fine || test.coarse[i] == coarse) images.push_back(static_cast<std::uint32_t>(i));
  ChosenImages chosen;
  add_first(chosen, images, count);
  if (chosen.images.empty()) fail("option --class", "a class with test images", "'" + name + "', which has none");
  return chosen;
}

/// Refuses names that no case has.
void check_cases(const std::string& cases) {
  for (const std::string& name : comma_separated(cases)) {
    bool known = false;
    for (int number = 0; number < bicameral::answer_case_count; ++number)
      known = known || bicameral::AnswerCase::of(number).name() == name;
    if (!known)
      fail("option --case", "four letters t or f like tt-tf (left, right - together fine, coarse)", "'" + name + "'");
  }
}

ChosenImages by_case(const std::string& cases, int count, const bicameral::AnswerCases& answers) {
  ChosenImages chosen;
  for (const std::string& name : comma_separated(cases)) {
    const std::vector<std::uint32_t> images = answers.images_of(bicameral::answer_case(name));
    if (images.empty()) chosen.missing_cases.push_back(name);
    add_first(chosen, images, count);
  }
  return chosen;
}

}  // namespace

void check_choice(const CamOptions& o, const bicameral::Dataset& test) {
  bicameral::expect(o.count >= 0, "option --count", "0 or more", o.count);
  if (!o.images.empty() + !o.of_class.empty() + !o.cases.empty() > 1)
    fail("bicameral gradcam", "one of --images, --class and --case", "several");
  if (!o.images.empty()) by_number(o.images, test.count());
  if (!o.of_class.empty()) by_class(o.of_class, 1, test);
  check_cases(o.cases);
}

ChosenImages chosen_images(const CamOptions& o, const CaseAnswers& answers, const bicameral::Dataset& test) {
  check_choice(o, test);
  if (!o.images.empty()) return by_number(o.images, test.count());
  if (!o.of_class.empty()) return by_class(o.of_class, o.count > 0 ? o.count : 12, test);
  if (!o.cases.empty() && !answers.cases)
    fail("option --case", "a network of two halves that were trained alone, one on fine and one on coarse labels",
         "'" + o.part + "'");
  const int each = o.count > 0 ? o.count : 3;
  if (answers.cases) return by_case(o.cases.empty() ? telling_cases : o.cases, each, *answers.cases);
  ChosenImages chosen;
  add_first(chosen, image_numbers(test.count()), o.count > 0 ? o.count : 12);
  return chosen;
}

}  // namespace cifar100
