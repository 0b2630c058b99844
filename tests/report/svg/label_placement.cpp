#include "bicameral/report/svg/label_placement.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

namespace {

struct Placed {
  std::vector<std::string> labels;
  std::vector<double> xs;
  std::vector<double> ys;
  std::vector<svg::Box> points;

  void add(const std::string& label, double x, double y) {
    labels.push_back(label);
    xs.push_back(x);
    ys.push_back(y);
    points.push_back({x - 6, y - 6, x + 6, y + 6});
  }
  auto place(const svg::Box& room, double reach) const {
    return svg::place_labels(labels, xs, ys, points, room, 12, reach);
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
  std::vector<svg::Box> boxes = placed.points;
  bool led = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    REQUIRE(places[i]);
    const svg::Box box =
        svg::text_box(places[i]->x, places[i]->y, placed.labels[i], {.size = 12, .anchor = places[i]->anchor});
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
