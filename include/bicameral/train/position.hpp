#pragma once
// Where a training run stands: enough, with the seed, to go on exactly.

#include <cstdint>
#include <map>
#include <string>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"

namespace bicameral {

/// Sums over the steps of an epoch so far.
struct EpochTotals {
  std::int64_t images = 0;
  double loss = 0;  // sums over images, not means
  double fine_loss = 0;
  double coarse_loss = 0;
  std::int64_t fine_hits = 0;
  std::int64_t coarse_hits = 0;
  bool operator==(const EpochTotals&) const = default;
};

/// The next step to do is number `step` of epoch `epoch`; random streams need nothing else.
struct TrainPosition {
  std::int64_t epoch = 0;
  std::int64_t step = 0;
  std::int64_t optimizer_steps = 0;
  EpochTotals totals{};
  std::int64_t best_epoch = -1;
  double best_score = -1;
  double seconds = 0;  // of training so far, over all sittings
  std::int64_t images_seen = 0;
};

/// As text, numbers so that they read back bit for bit.
inline std::map<std::string, std::string> to_map(const TrainPosition& p) {
  return {{"epoch", std::to_string(p.epoch)},
          {"step", std::to_string(p.step)},
          {"optimizer_steps", std::to_string(p.optimizer_steps)},
          {"totals.images", std::to_string(p.totals.images)},
          {"totals.loss", number_text(p.totals.loss)},
          {"totals.fine_loss", number_text(p.totals.fine_loss)},
          {"totals.coarse_loss", number_text(p.totals.coarse_loss)},
          {"totals.fine_hits", std::to_string(p.totals.fine_hits)},
          {"totals.coarse_hits", std::to_string(p.totals.coarse_hits)},
          {"best_epoch", std::to_string(p.best_epoch)},
          {"best_score", number_text(p.best_score)},
          {"seconds", number_text(p.seconds)},
          {"images_seen", std::to_string(p.images_seen)}};
}

/// The position written by to_map; throws, naming the entry, when one is missing or no number.
inline TrainPosition position_from(const std::map<std::string, std::string>& map, const std::string& file) {
  const auto text = [&](const char* key) -> const std::string& {
    const auto found = map.find(key);
    if (found == map.end()) fail(file, std::string("a training position with '") + key + "'", "none");
    return found->second;
  };
  const auto whole = [&](const char* key) {
    const auto value = parse_integer(text(key));
    if (!value) fail(file, std::string("a whole number for '") + key + "'", in_quotes(text(key)));
    return *value;
  };
  const auto real = [&](const char* key) {
    const auto value = parse_number(text(key));
    if (!value) fail(file, std::string("a number for '") + key + "'", in_quotes(text(key)));
    return *value;
  };
  TrainPosition p;
  p.epoch = whole("epoch");
  p.step = whole("step");
  p.optimizer_steps = whole("optimizer_steps");
  p.totals = {whole("totals.images"),     real("totals.loss"),       real("totals.fine_loss"),
              real("totals.coarse_loss"), whole("totals.fine_hits"), whole("totals.coarse_hits")};
  p.best_epoch = whole("best_epoch");
  p.best_score = real("best_score");
  p.seconds = real("seconds");
  p.images_seen = whole("images_seen");
  for (const std::int64_t count :
       {p.epoch, p.step, p.optimizer_steps, p.totals.images, p.totals.fine_hits, p.totals.coarse_hits, p.images_seen})
    if (count < 0) fail(file, "a training position of counts from 0", std::to_string(count));
  return p;
}

}  // namespace bicameral
