#include "bicameral/optim/no_decay.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "bicameral/optim/adam.hpp"
#include "bicameral/optim/adamw.hpp"
#include "bicameral/optim/sgd.hpp"
#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// Values after three steps with fixed gradients.
template <class O>
std::vector<typename O::Value> stepped(O optimizer, std::vector<typename O::Value> values, int threads = 2) {
  ThreadPool pool(threads);
  const auto gradients = numbers<typename O::Value>(values.size(), "gradients");
  for (int i = 0; i < 3; ++i) optimizer.step(values, gradients, 0.01, pool);
  return values;
}

template <class O>
typename O::Settings with_decay(double decay) {
  typename O::Settings settings;
  settings.weight_decay = decay;
  if constexpr (std::same_as<typename O::Settings, SgdSettings>) settings.momentum = 0.9;
  return settings;
}

// Within a chunk, over two chunks, adjoining, to the very end.
const NoDecay ranges{{0, 5}, {100, 133}, {133, 140}, {16'000, 33'000}, {40'000, 40'111}};

bool is_in(const NoDecay& no_decay, std::int64_t i) {
  return std::any_of(no_decay.begin(), no_decay.end(), [&](const RowRange& r) { return i >= r.begin && i < r.end; });
}

}  // namespace

TEMPLATE_TEST_CASE("Values in the ranges move as without decay, all others as with it", "", Sgd<float>, Sgd<double>,
                   Adam<float>, Adam<double>, AdamW<float>, AdamW<double>) {
  using T = typename TestType::Value;
  const auto start = numbers<T>(40'111, "start");
  const auto decayed = stepped(TestType(start.size(), with_decay<TestType>(0.1)), start);
  const auto plain = stepped(TestType(start.size(), with_decay<TestType>(0)), start);
  const auto mixed = stepped(TestType(start.size(), with_decay<TestType>(0.1), ranges), start);
  std::size_t differ = 0;
  for (std::size_t i = 0; i < start.size(); ++i) {
    const bool without = is_in(ranges, static_cast<std::int64_t>(i));
    REQUIRE(mixed[i] == Approx(without ? plain[i] : decayed[i]).epsilon(1e-6));
    differ += plain[i] != decayed[i] ? 1 : 0;
  }
  CHECK(differ > start.size() / 2);
  for (const int threads : {1, 3, 7})
    CHECK(stepped(TestType(start.size(), with_decay<TestType>(0.1), ranges), start, threads) == mixed);
}

TEST_CASE("Pieces cover a range once and in order") {
  for (const RowRange range : {RowRange{0, 40'111}, RowRange{3, 4}, RowRange{120, 16'384}, RowRange{16'384, 32'768},
                               RowRange{50, 60}, RowRange{32'768, 40'000}}) {
    std::int64_t next = range.begin;
    detail::for_each_piece(ranges, range, [&](std::int64_t begin, std::int64_t end, bool decays) {
      CHECK(begin == next);
      CHECK(end > begin);
      CHECK(decays == !is_in(ranges, begin));
      CHECK(decays == !is_in(ranges, end - 1));
      next = end;
    });
    CHECK(next == range.end);
  }
}

TEST_CASE("Biases and the weights of batch norm are left out, all else decays, frozen halves aside") {
  const auto check_tables = [](const NetworkTables& tables) {
    const NoDecay no_decay = no_decay_on_vectors(tables);
    int vectors = 0;
    for (const ParameterInfo& parameter : tables.parameters) {
      if (!parameter.trainable) continue;
      const bool vector = parameter.name.ends_with(".bias") || parameter.name.find(".bn") != std::string::npos;
      INFO(parameter.name);
      CHECK(is_in(no_decay, parameter.offset) == vector);
      CHECK(is_in(no_decay, parameter.offset + parameter.dims.count() - 1) == vector);
      vectors += vector ? 1 : 0;
    }
    CHECK(vectors > 0);
    CHECK(static_cast<int>(no_decay.size()) < vectors);  // neighbours are joined
    CHECK(no_decay.back().end <= tables.trainable);
  };
  check_tables(make_tables<TinyBrain>(tiny_classes));
  CHECK(no_decay_on_vectors(make_tables<TinyFrozenBrain>(tiny_classes)).size() == 2);  // the heads' biases
}

TEST_CASE("Ranges that are not ascending or lie outside are refused") {
  const auto refused = [](const NoDecay& no_decay) { return thrown_message([&] { Sgd<float>(10, {}, no_decay); }); };
  CHECK(refused({{0, 3}, {3, 10}}).empty());
  CHECK(refused({{0, 11}}) == "Sgd: expected ascending ranges without decay among 10 values, got 0 to 11");
  for (const NoDecay& bad : {NoDecay{{-1, 2}}, NoDecay{{2, 2}}, NoDecay{{4, 6}, {5, 7}}, NoDecay{{4, 6}, {1, 2}}})
    CHECK_FALSE(refused(bad).empty());
  CHECK(thrown_message([] { Adam<float>(1, {}, {{0, 2}}); }).find("Adam: ") == 0);
  CHECK(thrown_message([] { AdamW<float>(1, {}, {{0, 2}}); }).find("AdamW: ") == 0);
}
