#include "bicameral/analysis/feature_rows.hpp"

#include <limits>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("rows of features are found in a whole matrix and in some of its columns") {
  const std::vector<float> values{0, 1, 2, 10, 11, 12};
  const FeatureRows all = feature_rows(values, 3);
  CHECK(all.rows == 2);
  CHECK(all.row(1)[0] == 10);
  const FeatureRows last{values.data() + 2, 2, 1, 3};
  CHECK(last.row(0)[0] == 2);
  CHECK(last.row(1)[0] == 12);
  check_features("test", last);
}

TEST_CASE("features that are no whole rows, none, or no numbers are refused by name and place") {
  std::vector<float> values(6, 1.0F);
  CHECK(thrown_message([&] { feature_rows(values, 4); }) ==
        "feature_rows: expected whole rows of 4 features, got 6 values");
  CHECK(thrown_message([&] { feature_rows(values, 0); }) == "feature_rows: expected at least one feature, got 0");
  CHECK(thrown_message([&] { check_features("probe", {}); }) ==
        "probe: expected at least one row of at least one feature, got 0 rows of 0");
  values[4] = std::numeric_limits<float>::quiet_NaN();
  CHECK(thrown_message([&] { check_features("probe", feature_rows(values, 3)); }) ==
        "probe: expected finite features, got nan as feature 1 of row 1");
  values[4] = std::numeric_limits<float>::infinity();
  CHECK(thrown_message([&] { check_features("probe", feature_rows(values, 3)); }).find("inf as feature 1 of row 1") !=
        std::string::npos);
  CHECK(thrown_message([&] { check_features("probe", FeatureRows{values.data(), 2, 1, 3}); }) == "");
  CHECK(thrown_message([&] { check_row_count("probe", "labels", 3, 2); }) ==
        "probe: expected 2 labels, one for each row of features, got 3");
}
