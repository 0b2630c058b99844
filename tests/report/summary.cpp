#include "bicameral/report/summary.hpp"

#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/ensemble.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("Numbers are grouped by thousands") {
  CHECK(grouped_text(0) == "0");
  CHECK(grouped_text(999) == "999");
  CHECK(grouped_text(1000) == "1,000");
  CHECK(grouped_text(13259000) == "13,259,000");
  CHECK(grouped_text(-1234) == "-1,234");
}

TEST_CASE("The summary of the study's network states its parameters by part and in all") {
  using Brain = Bicameral<Frozen<ResNet9<64>>, ResNet9<64>, FineCoarseHeads>;
  const Classes classes{100, 20};
  const std::string text = summary_text(make_tables<Brain>(classes), network_facts<Brain>(classes), 1234567, 128);
  for (const char* part : {"left.conv1 (frozen)", "right.residual2.conv2", "head.coarse", "512x4x4",
                           "parameters of left", "6,568,000", "13,259,000", "6,691,000", "1,234,567"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("The summary of an ensemble states a member's parameters, those of all, and the means") {
  using Pair = Ensemble<Unilateral<ResNet9<64>, FineCoarseHeads>, 2>;
  const Classes classes{100, 20};
  const std::string text = summary_text(make_tables<Pair>(classes), network_facts<Pair>(classes), 1234567, 128);
  for (const char* part : {"member1.hemisphere.conv1", "member2.head.coarse", "mean.fine", "200x1x1",
                           "parameters of member1", "6,629,560", "13,259,120"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
}
