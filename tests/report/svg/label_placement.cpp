#include "bicameral/report/svg/label_placement.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

namespace {

struct Placed {
  std::vector<svg::PointLabel> labels;

  void add(const std::string& label, double x, double y) {
    labels.push_back({label, x, y, {x - 6, y - 6, x + 6, y + 6}});
  }
  auto place(const svg::Box& room, double reach) {
    for (svg::PointLabel& label : labels) label.reach = reach;
    return svg::place_labels(labels, room, 12);
  }
};

}  // namespace

TEST_CASE("a label stands right of its point, or left where the drawing ends") {
  Placed placed;
  placed.add("first", 50, 50);
  placed.add("second", 390, 100);
  const auto places = placed.place({0, 0, 400, 300}, 40);
  REQUIRE(places[0]);
  CHECK(places[0]->anchor == svg::Anchor::start);
  CHECK(places[0]->x > 50);
  CHECK_FALSE(places[0]->apart);
  REQUIRE(places[1]);
  CHECK(places[1]->anchor == svg::Anchor::end);
}

TEST_CASE("labels of crowded points touch neither each other nor any point") {
  Placed placed;
  for (int i = 0; i < 40; ++i) placed.add(std::to_string(i + 1), 200 + 7 * (i % 8), 150 + 6 * (i / 8));
  const svg::Box room{0, 0, 500, 400};
  const auto places = placed.place(room, 500);
  std::vector<svg::Box> boxes;
  for (const svg::PointLabel& label : placed.labels) boxes.push_back(label.point);
  bool led = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    REQUIRE(places[i]);
    const svg::Box box =
        svg::text_box(places[i]->x, places[i]->y, placed.labels[i].text, {.size = 12, .anchor = places[i]->anchor});
    CHECK(box.left >= room.left);
    CHECK(box.right <= room.right);
    CHECK(box.top >= room.top);
    CHECK(box.bottom <= room.bottom);
    for (const svg::Box& other : boxes) CHECK_FALSE(box.overlaps(other));
    boxes.push_back(box);
    led = led || places[i]->apart;
  }
  CHECK(led);
}

TEST_CASE("a label without room has no place") {
  Placed placed;
  placed.add("much too long for it", 50, 50);
  placed.add("1", 60, 60);
  const auto places = placed.place({0, 0, 100, 100}, 200);
  CHECK_FALSE(places[0]);
  CHECK(places[1]);
}

TEST_CASE("a line passes no other mark, unless its label may cross") {
  Placed placed;  // the first label has room behind the marks of the others alone
  for (const bool crossing : {false, true}) {
    placed.labels = {{"a", 50, 14, {44, 8, 56, 20}, 60, crossing}};
    for (int i = 0; i < 10; ++i) placed.add("", 5 + 10 * i, 30);
    const auto places = svg::place_labels(placed.labels, {40, 20, 60, 100}, 12);
    CHECK(places[0].has_value() == crossing);
  }
}

TEST_CASE("points whose names have no room have numbers, the others keep their names") {
  Placed placed;
  placed.add("short", 50, 50);
  placed.add("much too long for any place in this room", 20, 20);
  placed.add("as much too long as the one before it was", 80, 20);
  const auto shown = svg::place_names_or_numbers(placed.labels, {0, 0, 120, 100}, 12, 200);
  REQUIRE(shown.size() == 3);
  CHECK(shown[0].text == "short");
  CHECK_FALSE(shown[0].numbered);
  CHECK(shown[1].text == "1");
  CHECK(shown[2].text == "2");
  for (const auto& each : shown) CHECK(each.place);
}

TEST_CASE("a name that a number drives out becomes a number too") {
  // The number can only stand where the name stood before there was one.
  Placed placed;
  placed.add("ab", 20, 20);
  placed.add("a name that is too long for it", 20, 20);
  const auto shown = svg::place_names_or_numbers(placed.labels, {12, 11, 47, 29}, 12, 20);
  CHECK(shown[0].numbered);
  CHECK(shown[1].numbered);
  CHECK(shown[0].place.has_value() != shown[1].place.has_value());
}
