#include "bicameral/metrics/hierarchy.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("A fine answer counts as a coarse one through the hierarchy") {
  HierarchyCounter counter({0, 1, 0, 1}, 2);
  counter.add_fine(2, 0);  // wrong or right among its siblings does not matter
  counter.add_fine(3, 0);
  counter.add_fine(1, 1);
  counter.add_fine(no_class, 1);
  REQUIRE(counter.fine_rows() == 4);
  REQUIRE(counter.coarse_from_fine_hits() == 2);
  REQUIRE(counter.coarse_from_fine() == 0.5);
  REQUIRE(std::isnan(counter.consistency()));
}

TEST_CASE("Consistency compares the two answers and not the label") {
  HierarchyCounter counter({0, 1, 0, 1}, 2);
  counter.add_pair(2, 0);
  counter.add_pair(1, 0);
  counter.add_pair(3, 1);
  counter.add_pair(no_class, no_class);
  REQUIRE(counter.pairs() == 4);
  REQUIRE(counter.consistent() == 2);
  REQUIRE(counter.consistency() == 0.5);
}

TEST_CASE("A fine class of which no coarse class is known counts as wrong") {
  HierarchyCounter counter({0, no_class, 1}, 2);
  CHECK(counter.coarse_of(1) == no_class);
  counter.add_fine(1, 0);
  counter.add_fine(2, 1);
  counter.add_pair(1, 1);
  CHECK(counter.coarse_from_fine() == 0.5);
  CHECK(counter.consistency() == 0);
}

TEST_CASE("A hierarchy that points to no coarse class is refused") {
  REQUIRE(thrown_message([] {
            HierarchyCounter({0, 2}, 2);
          }) == "HierarchyCounter: expected a coarse class from 0 to 1 for fine class 1, got 2");
  REQUIRE(thrown_message([] { HierarchyCounter({}, 2); }).find("at least one fine class") != std::string::npos);
  HierarchyCounter counter({0, 1}, 2);
  REQUIRE(thrown_message([&] { counter.add_fine(2, 0); }).find("a fine class from 0 to 1, got 2") != std::string::npos);
}
