#include "bicameral/analysis/confused_classes.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("pairs of classes by how often they are taken for each other, equal ones by number") {
  ConfusionMatrix confusion(4);
  const auto add = [&](int label, int predicted, int times) {
    for (int i = 0; i < times; ++i) confusion.add(label, predicted);
  };
  add(0, 0, 50);
  add(2, 1, 3);
  add(1, 2, 1);
  add(0, 3, 2);
  add(1, 3, 2);
  const std::vector<ConfusedClasses> all{{1, 2, 1, 3}, {0, 3, 2, 0}, {1, 3, 2, 0}};
  CHECK(most_confused(confusion, 10) == all);
  CHECK(most_confused(confusion, 1) == std::vector<ConfusedClasses>{{1, 2, 1, 3}});
  CHECK(most_confused(confusion, 0).empty());
  CHECK(all[0].both() == 4);
  CHECK(most_confused(ConfusionMatrix(3), 5).empty());
  CHECK(thrown_message([&] { most_confused(confusion, -1); }) ==
        "most_confused: expected a limit of 0 or more pairs, got -1");
}
