#include "examples/cifar100/analysis/cam_options.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace cifar100;
using bicameral::CamClass;
using bicameral::CamLabels;
using bicameral::Hemisphere;
using bicameral::test::thrown_message;

namespace {

const bicameral::Dataset data =
    bicameral::make_dataset({3, 2, 2}, 3, {"seal", "otter", "rose"}, {"animals", "flowers"});

bicameral::CamSettings settings_of(const CamOptions& options, bicameral::Classes heads = {3, 2}) {
  return cam_settings(options, Hemisphere::left, heads, data, {});
}

}  // namespace

TEST_CASE("all halves that a network has are shown unless one is named") {
  CamOptions options;
  CHECK(hemispheres_of(options, true) == std::vector{Hemisphere::left, Hemisphere::right, Hemisphere::whole});
  CHECK(hemispheres_of(options, false) == std::vector{Hemisphere::whole});
  options.hemisphere = "right";
  CHECK(hemispheres_of(options, true) == std::vector{Hemisphere::right});
  CHECK(thrown_message([&] { hemispheres_of(options, false); }) ==
        "option --hemisphere: expected whole, for a network without halves, got 'right'");
  options.hemisphere = "lft";
  CHECK(thrown_message([&] { hemispheres_of(options, true); }).find("did you mean 'left'") != std::string::npos);
}

TEST_CASE("the explained logit is that of the heads there are, unless one is named") {
  CamOptions options;
  CHECK(settings_of(options).target.labels == CamLabels::both);
  CHECK(settings_of(options, {3, 0}).target.labels == CamLabels::fine);
  CHECK(settings_of(options, {0, 2}).target.labels == CamLabels::coarse);
  CHECK(settings_of(options).target.of == CamClass::top);
  options.explain = "label";
  CHECK(settings_of(options).target.of == CamClass::label);
  options.target = "coarse";
  options.explain = "flowers";
  CHECK(settings_of(options).target == bicameral::CamTarget{CamLabels::coarse, CamClass::given, 0, 1});
  options.target = "fine";
  options.explain = "otter";
  CHECK(settings_of(options).target == bicameral::CamTarget{CamLabels::fine, CamClass::given, 1, 0});
  options.explain = "ottter";
  CHECK(thrown_message([&] { settings_of(options); }).find("did you mean 'otter'") != std::string::npos);
  options.target = "both";
  CHECK(thrown_message([&] { settings_of(options); }) ==
        "option --explain: expected --target fine or --target coarse with a class by name, got both");
}

TEST_CASE("layers and smoothing are lists of words and numbers") {
  CamOptions options;
  CHECK(settings_of(options).layers.names.empty());
  CHECK(settings_of(options).scales == std::vector{1.0});
  CHECK(smoothing_text(options) == "none");
  options.layers = "residual1, residual2";
  options.scales = "0.9,1,1.1";
  options.flips = true;
  const bicameral::CamSettings settings = settings_of(options);
  CHECK(settings.layers.names == std::vector<std::string>{"residual1", "residual2"});
  CHECK(settings.layers.hemisphere == Hemisphere::left);
  CHECK(settings.scales == std::vector{0.9, 1.0, 1.1});
  CHECK(settings.flips);
  CHECK(smoothing_text(options) == "flips, scales 0.9, 1, 1.1");
  options.scales = "0.9,big";
  CHECK(thrown_message([&] { settings_of(options); }) ==
        "option --scales: expected numbers separated by commas, as 0.9,1,1.1, got '0.9,big'");
}
