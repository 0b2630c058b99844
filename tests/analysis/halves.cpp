#include "bicameral/analysis/halves.hpp"

#include <type_traits>

#include "tests/catch.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;

namespace {
struct Named : test::TinyBrain {};
using Averaged = Bicameral<test::TinyHalf, test::TinyHalf, FineHead, Average>;
}  // namespace

TEST_CASE("a network of two halves is known as one, also under a name of its own") {
  STATIC_REQUIRE(TwoHalves<test::TinyBrain>);
  STATIC_REQUIRE(TwoHalves<test::TinyFrozenBrain>);
  STATIC_REQUIRE(TwoHalves<Named>);
  STATIC_REQUIRE_FALSE(TwoHalves<test::TinySingle>);
  STATIC_REQUIRE_FALSE(TwoHalves<test::TinyHalf>);
  STATIC_REQUIRE(std::is_same_v<detail::brain_parts<Named>::Right, test::OtherHalf>);
  STATIC_REQUIRE(std::is_same_v<detail::brain_parts<Averaged>::Fusion, Average>);
  STATIC_REQUIRE(std::is_same_v<detail::brain_parts<Averaged>::Head, FineHead>);
}

TEST_CASE("the heads begin where the tables of the network say") {
  const Network<test::TinyBrain> network(test::tiny_classes);
  const auto at = static_cast<std::size_t>(detail::brain_parts<test::TinyBrain>::head_at.layer);
  CHECK(network.tables().layers[at].name.starts_with("head."));
  CHECK_FALSE(network.tables().layers[at - 1].name.starts_with("head."));
}
