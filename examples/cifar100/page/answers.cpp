#include "examples/cifar100/page/answers.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "bicameral/core/error.hpp"

namespace cifar100 {

void add_counts(AnswerRecord& sum, const AnswerRecord& more, const std::string& where) {
  const bool same_bins =
      std::equal(sum.bins.begin(), sum.bins.end(), more.bins.begin(), more.bins.end(),
                 [](const AnswerBin& a, const AnswerBin& b) { return a.low == b.low && a.high == b.high; });
  if (sum.classes != more.classes || sum.coarse_of != more.coarse_of || !same_bins)
    bicameral::fail(where, "the classes and bins of the other seeds", "others");
  for (std::size_t i = 0; i < sum.confusion.size(); ++i) sum.confusion[i] += more.confusion[i];
  for (std::size_t i = 0; i < sum.bins.size(); ++i) {
    AnswerBin& bin = sum.bins[i];
    const auto rows = static_cast<double>(bin.rows + more.bins[i].rows);
    if (rows == 0) continue;
    const double weight = static_cast<double>(more.bins[i].rows) / rows;
    bin.accuracy += weight * (more.bins[i].accuracy - bin.accuracy);
    bin.confidence += weight * (more.bins[i].confidence - bin.confidence);
    bin.rows += more.bins[i].rows;
  }
}

std::int64_t count_of(const AnswerRecord& record, std::size_t label, std::size_t predicted) {
  return record.confusion[label * record.classes.size() + predicted];
}

std::int64_t images_of(const AnswerRecord& record, std::size_t label) {
  std::int64_t images = 0;
  for (std::size_t k = 0; k < record.classes.size(); ++k) images += count_of(record, label, k);
  return images;
}

std::vector<std::size_t> class_order(const AnswerRecord& record) {
  std::vector<std::size_t> order(record.classes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto coarse_of = [&](std::size_t k) {
    return record.coarse_of[k].value_or(std::numeric_limits<std::int64_t>::max());
  };
  if (!record.coarse_of.empty())
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return coarse_of(a) < coarse_of(b); });
  return order;
}

}  // namespace cifar100
