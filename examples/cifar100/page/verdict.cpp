#include "examples/cifar100/page/verdict.hpp"

#include <algorithm>

#include "bicameral/metrics/statistics.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/study/known_interval.hpp"

namespace cifar100 {

Finding finding_of(const Estimate& difference) {
  if (!difference.interval) return Finding::unknown;
  if (difference.interval->high < 0) return Finding::below;
  return difference.interval->low > 0 ? Finding::above : Finding::undecided;
}

Estimate over_seeds(const std::vector<Estimate>& of_seeds) {
  if (of_seeds.size() == 1) return of_seeds.front();
  std::vector<double> means;
  for (const Estimate& each : of_seeds) means.push_back(each.mean);
  return {bicameral::statistics_of(means).mean, known_interval(means)};
}

namespace {

const std::string& meaning_of(Finding finding, const Meanings& meanings) {
  switch (finding) {
    case Finding::below:
      return meanings.below;
    case Finding::above:
      return meanings.above;
    case Finding::undecided:
      return meanings.undecided;
    case Finding::unknown:
      break;
  }
  return meanings.unknown;
}

/// With a capital letter and a full stop.
std::string sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + ".";
}

/// "yes" where all of several measures find the same, else "by area yes; by entropy no".
std::string words_of(const std::vector<Measure>& measures, const Meanings& meanings) {
  std::string text;
  bool agree = measures.size() > 1;
  for (const Measure& each : measures) {
    const Finding finding = finding_of(each.difference);
    agree = agree && finding == finding_of(measures.front().difference);
    text += (text.empty() ? "" : "; ") + each.name + " " + meaning_of(finding, meanings);
  }
  return agree ? meaning_of(finding_of(measures.front().difference), meanings) : text;
}

/// Whether a measure says which of two is ahead.
bool decides(const Measure& measure) {
  const Finding finding = finding_of(measure.difference);
  return finding == Finding::below || finding == Finding::above;
}

}  // namespace

std::string verdict(const std::vector<Measure>& measures, const Meanings& meanings) {
  return sentence(words_of(measures, meanings));
}

std::string seeds_verdict(std::size_t seeds, const std::vector<Measure>& measures, const Meanings& meanings) {
  if (seeds > 1 || std::none_of(measures.begin(), measures.end(), decides)) return verdict(measures, meanings);
  return "In this one network: " + words_of(measures, meanings) +
         ". One seed cannot say whether that holds for others.";
}

std::string sample_text(std::size_t seeds, std::int64_t pictures) {
  return seeds > 1 ? counted(static_cast<std::int64_t>(seeds), "seed") : counted(pictures, "picture");
}

std::string undecided_text(std::size_t seeds) {
  return seeds > 1 ? "these seeds do not decide it" : "these pictures do not decide it";
}

}  // namespace cifar100
