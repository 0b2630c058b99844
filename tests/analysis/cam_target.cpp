#include "bicameral/analysis/cam_target.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

const std::vector<float> logits{1, 5,  2,   //
                                7, 7,  -1,  //
                                0, -3, 0.5f};

std::vector<std::int32_t> chosen(CamClass of, std::int32_t given = 0, const std::vector<std::int32_t>& labels = {}) {
  std::vector<std::int32_t> result(3, -7);
  choose_cam_classes<float>(of, given, 3, logits.data(), labels, result);
  return result;
}

}  // namespace

TEST_CASE("the explained class is the top one, the label, or given") {
  CHECK(chosen(CamClass::top) == std::vector<std::int32_t>{1, 0, 2});
  CHECK(chosen(CamClass::given, 2) == std::vector<std::int32_t>{2, 2, 2});
  CHECK(chosen(CamClass::label, 0, {2, 0, 1}) == std::vector<std::int32_t>{2, 0, 1});
}

TEST_CASE("labels that are missing or name no class are refused, and logits that are no numbers") {
  CHECK(thrown_message([] {
          chosen(CamClass::label, 0, {2, 0});
        }) == "target of a class activation map: expected a label for each of 3 pictures, got 2");
  CHECK(thrown_message([] { chosen(CamClass::label, 0, {2, 0, 3}); }) != "");
  const std::vector<double> broken{0, std::nan("")};
  std::vector<std::int32_t> one(1);
  CHECK(thrown_message([&] { choose_cam_classes<double>(CamClass::top, 0, 2, broken.data(), {}, one); }) ==
        "target of a class activation map: expected logits that are numbers, got NaN");
}

TEST_CASE("the gradient is 1 for the chosen classes and 0 for all others") {
  std::vector<double> gradient(6, 9.0);
  const std::vector<std::int32_t> classes{2, 0};
  set_cam_gradient<double>(2, 3, classes, gradient.data());
  CHECK(gradient == std::vector<double>{0, 0, 1, 1, 0, 0});
  set_cam_gradient<double>(2, 3, {}, gradient.data());
  CHECK(gradient == std::vector<double>(6, 0.0));
  set_cam_gradient<double>(2, 0, {}, nullptr);  // no such head
}

TEST_CASE("a target is refused when the network has no head or class for it") {
  const auto message = [](const CamTarget& target, Classes heads) {
    return thrown_message([&] { check_cam_target(target, heads); });
  };
  CHECK(message({.labels = CamLabels::both}, {6, 3}) == "");
  CHECK(message({.labels = CamLabels::fine}, {6, 0}) == "");
  CHECK(message({.labels = CamLabels::coarse}, {6, 0}) ==
        "target of a class activation map: 'coarse': expected a network with a coarse head, got one without");
  CHECK(message({.labels = CamLabels::both}, {0, 3}) ==
        "target of a class activation map: 'both': expected a network with a fine head, got one without");
  CHECK(message({.of = CamClass::given, .fine_class = 6}, {6, 3}) ==
        "target of a class activation map: 'fine': expected a fine class from 0 to 5, got 6");
  CHECK(message({.of = CamClass::given, .fine_class = 5, .coarse_class = 9}, {6, 3}) == "");  // coarse is not asked
  CHECK(message({.labels = CamLabels::both, .of = CamClass::given, .coarse_class = -1}, {6, 3}) != "");
}

TEST_CASE("targets have names") {
  for (const CamLabels labels : {CamLabels::fine, CamLabels::coarse, CamLabels::both})
    CHECK(cam_labels_of(cam_labels_name(labels)) == labels);
  CHECK(thrown_message([] { cam_labels_of("all"); }) ==
        "target of a class activation map: expected fine, coarse or both, got 'all'");
}
