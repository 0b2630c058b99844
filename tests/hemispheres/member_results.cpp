#include "bicameral/hemispheres/member_results.hpp"

#include "bicameral/core/arena.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr int members = 3;
constexpr int batch = 5;
using Results = MemberResults<TinySingle, members>;

}  // namespace

TEST_CASE("results of members lie apart, each on its own cache line, in as much memory as planned") {
  Arena memory(Results::logit_bytes<float>(batch, tiny_classes) + Results::feature_bytes<float>(batch));
  Outputs<float> all = Results::take_logits<float>(memory, batch, tiny_classes);
  all.features = Results::take_features<float>(memory, batch);
  CHECK(memory.used() == memory.capacity());
  std::vector<std::pair<float*, std::int64_t>> pieces;
  for (int m = 0; m < members; ++m) {
    const Outputs<float> one = Results::of(all, m, batch, tiny_classes);
    pieces.emplace_back(one.fine, batch * 6);
    pieces.emplace_back(one.coarse, batch * 3);
    pieces.emplace_back(one.features, batch * TinySingle::features.size());
    CHECK(Results::rows(all.fine, batch, 6, 2)[static_cast<std::size_t>(m)] == one.fine + 2 * 6);
    CHECK(Results::rows(all.coarse, batch, 3, 4)[static_cast<std::size_t>(m)] == one.coarse + 4 * 3);
  }
  std::ranges::sort(pieces);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    CHECK(reinterpret_cast<std::uintptr_t>(pieces[i].first) % 64 == 0);
    if (i > 0) CHECK(pieces[i].first >= pieces[i - 1].first + pieces[i - 1].second);
  }
}

TEST_CASE("there is no room for labels that members do not predict") {
  using Fines = MemberResults<Unilateral<TinyHalf, FineHead>, members>;
  using Coarses = MemberResults<Unilateral<TinyHalf, CoarseHead>, members>;
  STATIC_REQUIRE(Results::labels == 2);
  STATIC_REQUIRE(Fines::labels == 1);
  STATIC_REQUIRE(Fines::logit_bytes<float>(16, {1, 99}) == members * 64);
  STATIC_REQUIRE(Coarses::logit_bytes<float>(16, {99, 1}) == members * 64);
  Arena memory(members * 64);
  const Outputs<float> all = Coarses::take_logits<float>(memory, 16, {99, 1});
  CHECK(all.fine == nullptr);
  CHECK(Coarses::of(all, 2, 16, {99, 1}).fine == nullptr);
  CHECK(Coarses::of(all, 2, 16, {99, 1}).coarse == all.coarse + 2 * 16);
  int number = 0;
  Coarses::for_each_label([&]<class Label>(Label, std::size_t place) {
    CHECK(Label::name == "coarse");
    CHECK(place == 0);
    ++number;
  });
  CHECK(number == 1);
}
