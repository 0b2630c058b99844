#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "examples/cifar100/page/conclusions.hpp"
#include "examples/cifar100/page/verdict.hpp"
#include "tests/catch.hpp"

using namespace cifar100;
using bicameral::Interval;

namespace {

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

/// Fine and coarse accuracies of a row, seed by seed; a row without any is not finished.
struct RowScores {
  std::string row;
  std::vector<double> fine{};
  std::vector<double> coarse{};
  double multiply_adds = 1e12;
  std::string arm{};
};

Comparison comparison_of(const std::vector<RowScores>& rows) {
  Comparison comparison;
  for (const RowScores& each : rows) {
    comparison.rows.push_back({each.row, each.arm, each.row, each.row});
    for (std::size_t seed = 0; seed < each.fine.size(); ++seed) {
      RowResult result{.row = each.row, .seed = seed, .multiply_adds = each.multiply_adds};
      result.best.fine = each.fine[seed];
      if (!each.coarse.empty()) result.best.coarse = each.coarse[seed];
      comparison.results.push_back(result);
    }
  }
  return comparison;
}

/// The specialised network minus the other: fine 2, 3 and 4 points more.
const std::vector<double> ahead{0.70, 0.72, 0.71};
const std::vector<double> behind{0.68, 0.69, 0.67};
const std::vector<double> as_good{0.69, 0.73, 0.71};

std::string answer(const std::vector<double>& fine, const std::vector<double>& coarse,
                   const std::vector<double>& other_fine, const std::vector<double>& other_coarse) {
  return specialisation_answer(
      comparison_of({{"specialised", fine, coarse}, {"unspecialised", other_fine, other_coarse}}));
}

LocalityRecord locality(Estimate area, Estimate entropy) {
  return {.images = 200, .left = {0.3, 0.97}, .right = {0.25, 0.96}, .area = area, .entropy = entropy};
}

FaithfulnessRecords faithfulness(std::optional<FaithfulnessRecord> left, std::optional<FaithfulnessRecord> whole) {
  return {.images = 50, .halves = {.left = std::move(left), .whole = std::move(whole)}};
}

FaithfulnessRecord gains(std::optional<Estimate> deletion, std::optional<Estimate> insertion) {
  FaithfulnessRecord record;
  record.deletion_gain = deletion;
  record.insertion_gain = insertion;
  return record;
}

}  // namespace

TEST_CASE("a difference shows something where its whole interval lies on one side of 0") {
  CHECK(finding_of({0.1, {}}) == Finding::unknown);
  CHECK(finding_of({0.1, Interval{0.05, 0.15}}) == Finding::above);
  CHECK(finding_of({-0.1, Interval{-0.15, -0.05}}) == Finding::below);
  CHECK(finding_of({0.1, Interval{0, 0.2}}) == Finding::undecided);
}

TEST_CASE("over seeds their spread counts, of one seed that of its pictures") {
  CHECK(over_seeds({{0.1, Interval{0.05, 0.15}}}).interval == Interval{0.05, 0.15});
  const Estimate two = over_seeds({{0.1, Interval{0.09, 0.11}}, {0.3, Interval{0.29, 0.31}}});
  CHECK(two.mean == Approx(0.2));
  // t(0.975, 1) = 12.7062 (any table of Student's t); the deviation is 0.2 / sqrt(2).
  CHECK(two.interval->high == Approx(0.2 + 12.7062 * 0.1));
  CHECK_FALSE(over_seeds({{0.1, {}}, {0.1, {}}}).interval);
}

TEST_CASE("measures that agree answer in one word, others each for itself") {
  const Meanings meanings{.below = "no", .above = "yes", .undecided = "nobody knows"};
  const Estimate more{1, Interval{0.5, 1.5}};
  const Estimate less{-1, Interval{-1.5, -0.5}};
  const Estimate open{0, Interval{-1, 1}};
  CHECK(verdict({{"by area", more}, {"by entropy", more}}, meanings) == "Yes.");
  CHECK(verdict({{"by area", less}, {"by entropy", less}}, meanings) == "No.");
  CHECK(verdict({{"by area", open}, {"by entropy", open}}, meanings) == "Nobody knows.");
  CHECK(verdict({{"by area", more}, {"by entropy", less}}, meanings) == "By area yes; by entropy no.");
  CHECK(verdict({{"by area", open}, {"by entropy", {1, {}}}}, meanings) ==
        "By area nobody knows; by entropy there is no interval, so it cannot be said.");
  CHECK(verdict({{"by area", more}}, meanings) == "By area yes.");
}

TEST_CASE("of one seed only its own network is judged") {
  const Meanings meanings{.below = "no", .above = "yes", .undecided = "these pictures do not decide it"};
  const Estimate more{1, Interval{0.5, 1.5}};
  const Estimate open{0, Interval{-1, 1}};
  const std::string others = " One seed cannot say whether that holds for others.";
  CHECK(seeds_verdict(2, {{"by area", more}, {"by entropy", more}}, meanings) == "Yes.");
  CHECK(seeds_verdict(1, {{"by area", more}, {"by entropy", more}}, meanings) == "In this one network: yes." + others);
  CHECK(seeds_verdict(1, {{"by area", open}, {"by entropy", more}}, meanings) ==
        "In this one network: by area these pictures do not decide it; by entropy yes." + others);
  CHECK(seeds_verdict(1, {{"by area", open}, {"by entropy", open}}, meanings) == "These pictures do not decide it.");
}

TEST_CASE("specialisation pays where the interval over seeds says so, of fine and of coarse classes") {
  CHECK(answer(ahead, ahead, behind, behind) ==
        "Does specialisation pay? Yes. The specialised bilateral network is right about the fine class of 71.0 % of "
        "the test images, 3.0 points more (95 % interval of the difference: 0.5 to 5.5 points more; 3 seeds) than the "
        "same network trained end to end without specialisation.");
  CHECK(says(answer(behind, behind, ahead, ahead), "pay? No, it costs accuracy. The"));
  CHECK(says(answer(behind, behind, ahead, ahead), "68.0 % of the test images, 3.0 points fewer (95 %"));
  CHECK(says(answer(ahead, ahead, as_good, as_good), "pay? These 3 seeds do not decide it. The"));
  CHECK(says(answer(ahead, behind, behind, ahead),
             "pay? For fine classes yes; for coarse classes no, it costs accuracy. The"));
  CHECK(says(answer(ahead, ahead, as_good, behind),
             "pay? For fine classes these 3 seeds do not decide it; for coarse classes yes. The"));
  CHECK(says(answer(ahead, {}, behind, {}), "pay? For fine classes yes. The"));
}

TEST_CASE("seeds without a spread cannot say whether specialisation pays") {
  CHECK(says(answer({0.7}, {0.8}, {0.6}, {0.7}),
             "pay? One seed cannot say, since it does not show by how much seeds differ. The"));
  CHECK(says(answer({0.7}, {0.8}, {0.6}, {0.7}), "10.0 points more (one seed) than the same network"));
  CHECK(says(answer({0.7, 0.7}, {0.8, 0.8}, {0.7, 0.7}, {0.7, 0.7}),
             "pay? The seeds cannot say, since all gave the same difference. The"));
  CHECK(says(answer({0.7, 0.7}, {0.8, 0.8}, {0.7, 0.7}, {0.7, 0.7}), "as many (2 seeds) as the same network"));
}

TEST_CASE("without both networks there is no answer, and the page says why") {
  const auto said = [](const std::vector<RowScores>& rows) { return specialisation_answer(comparison_of(rows)); };
  CHECK(said({{"specialised"}, {"unspecialised"}}) ==
        "Does specialisation pay? None of these networks is finished yet, so there is no answer.");
  CHECK(says(said({{"resnet9", ahead}}), "The specialised network is not among those shown here"));
  CHECK(says(said({{"specialised", ahead, ahead}}), "said yet: there is no network without specialisation to compare"));
  CHECK(says(said({{"specialised", ahead, ahead}}), "fine class of 71.0 % (95 % interval "));
  CHECK(says(said({{"specialised", ahead}, {"unspecialised"}}),
             "said yet: the same network without specialisation is not finished. The specialised"));
  CHECK(says(said({{"specialised"}, {"unspecialised", ahead}}),
             "the specialised network is not finished. The same network without specialisation is right about"));
  CHECK(says(said({{"specialised"}, {"unspecialised"}, {"left", ahead}}), "the specialised network is not finished."));
  Comparison apart = comparison_of({{"specialised", {0.7}}, {"unspecialised", {0.6}}});
  apart.results.back().seed = 1;
  CHECK(says(specialisation_answer(apart), "no seed has both the specialised network and the one without"));
}

TEST_CASE("the specialised network is compared with what else is there") {
  const std::vector<std::string> none = gains_over_others(comparison_of({{"specialised", ahead, ahead}}));
  CHECK(none.empty());
  const std::vector<std::string> points = gains_over_others(comparison_of({
      {"specialised", ahead, ahead, 2e12},
      {"unspecialised", behind, behind, 1e12},
      {"unspecialised_matched", as_good, behind, 2e12},
      {"fine_fine", behind, as_good, 2e12},
      {"resnet9", {0.5, 0.5, 0.5}, behind, 1e12, "single"},
      {"resnet18", behind, behind, 3e12, "single"},
      {"resnet34", {}, {}, 1e12, "single"},
      {"ensemble5", ahead, as_good, 20e12, "ensemble"},
  }));
  REQUIRE(points.size() == 6);
  CHECK(says(points[0], "Coarse classes: 71.0 %, 3.0 points more (95 %"));
  CHECK(points[1] == "The specialised network took 2.00 times the training compute of the one without specialisation.");
  CHECK(says(points[2], "with as much training compute: fine classes "));
  CHECK(says(points[2], "; coarse classes 3.0 points more (95 % interval of the difference: 0.5 to 5.5 points more"));
  CHECK(says(points[3], "Specialised against two fine halves joined in the same way"));
  CHECK(says(points[3], ": fine classes 3.0 points more (95 %"));
  CHECK(says(points[4],
             "the single network that is best at fine classes (resnet18, chosen by these test images, for "
             "1.50 times the training compute): "));
  CHECK(says(points[5],
             "the ensemble that is best at fine classes (ensemble5, for 10.00 times the training compute): "
             "fine classes as many (3 seeds); coarse classes "));
}

TEST_CASE("the best single network is the one that is best on the seeds of the specialised one") {
  // resnet34 is right more often on its one seed, an easy one, than resnet18 over three.
  const std::vector<std::string> points =
      gains_over_others(comparison_of({{"specialised", {0.80, 0.60, 0.60}},
                                       {"resnet18", {0.79, 0.59, 0.59}, {}, 1e12, "single"},
                                       {"resnet34", {0.75}, {}, 1e12, "single"}}));
  REQUIRE(points.size() == 1);
  CHECK(says(points[0], "(resnet18, chosen by these test images, for 1.00 times"));
}

TEST_CASE("a single network that was given the compute of the specialised one may be the best single network") {
  const std::vector<std::string> points =
      gains_over_others(comparison_of({{"specialised", ahead, ahead, 2e12},
                                       {"resnet9", behind, behind, 1e12, "single"},
                                       {"unspecialised_matched", ahead, ahead, 2e12, "matched"},
                                       {"resnet9_matched", as_good, as_good, 2e12, "matched"}}));
  REQUIRE(points.size() == 2);
  CHECK(says(points[0], "the same network without specialisation"));
  CHECK(says(points[1], "(resnet9_matched, chosen by these test images, for 1.00 times"));
}

TEST_CASE("a network that was to have as much compute is told by what it took") {
  Comparison comparison = comparison_of(
      {{"specialised", ahead, ahead, 20e12}, {"unspecialised_matched", behind, behind, 13e12, "matched"}});
  for (RowResult& result : comparison.results) result.epochs.push_back({10, 10});
  const std::vector<std::string> points = gains_over_others(comparison);
  REQUIRE(points.size() == 1);
  CHECK(says(points[0], "the same network without specialisation, for 0.65 times the training compute: fine classes "));
}

TEST_CASE("the left half is more local where area and entropy say so") {
  const auto more = [](double mean) { return Estimate{mean, Interval{mean - 0.001, mean + 0.001}}; };
  CHECK(locality_answer({locality(more(-0.02), more(-0.02)), locality(more(-0.022), more(-0.022))}) ==
        "Is the left hemisphere more local? Yes. The left half's maps cover 30.0 % of a picture, those of the right "
        "25.0 %: left minus right -2.1 (-3.4 to -0.8) points. Their entropies are 0.9700 and 0.9600: left minus right "
        "-0.0210 (-0.0337 to -0.0083). 95 % intervals over 2 seeds.");
  CHECK(says(locality_answer({locality(more(0.02), more(0.01)), locality(more(0.022), more(0.011))}),
             "local? No, the right one is. The"));
  CHECK(says(locality_answer({locality(more(0.02), more(0.01)), locality(more(-0.022), more(-0.011))}),
             "local? These seeds do not decide it. The"));
  CHECK(says(locality_answer({locality(more(0.019), more(0.0022)), locality(more(0.007), more(0.002)),
                              locality(more(0.009), more(0.003))}),
             "local? By area these seeds do not decide it; by entropy no, the right one is. The"));
  CHECK(says(locality_answer({locality(more(-0.02), more(0.01)), locality(more(-0.022), more(0.011))}),
             "local? By area yes; by entropy no, the right one is. The"));
}

TEST_CASE("a small difference of entropies does not look like none") {
  const Estimate area{0.001, Interval{-0.002, 0.003}};
  const Estimate entropy{0.000603, Interval{0.000421, 0.000785}};
  CHECK(says(locality_answer({locality(area, entropy)}), "left minus right 0.0006 (0.0004 to 0.0008)."));
}

TEST_CASE("of one seed the pictures say which half is more local, if they do") {
  const Estimate less{-0.02, Interval{-0.03, -0.01}};
  const Estimate open{0.02, Interval{-0.01, 0.05}};
  const std::string sure = locality_answer({locality(less, less)});
  CHECK(says(sure, "local? In this one network: yes. One seed cannot say whether that holds for others. The"));
  CHECK(says(sure, "95 % intervals over 200 pictures."));
  CHECK(says(locality_answer({locality(open, open)}), "local? These pictures do not decide it. The"));
  CHECK(says(locality_answer({locality(open, less)}),
             "In this one network: by area these pictures do not decide it; by entropy yes. One seed cannot say"));
  const std::string unknown = locality_answer({locality({0.02, {}}, {0.01, {}})});
  CHECK(says(unknown, "local? There is no interval, so it cannot be said. The"));
  CHECK_FALSE(says(unknown, "95 %"));
}

TEST_CASE("maps are believed by the pixels put in and by those taken away") {
  const Estimate gain{0.2, Interval{0.19, 0.21}};
  const Estimate loss{-0.1, Interval{-0.11, -0.09}};
  const Estimate open{0, Interval{-0.1, 0.1}};
  const auto one = [](const Estimate& deletion, const Estimate& insertion) {
    return faithfulness_answer({faithfulness({}, gains(deletion, insertion))});
  };
  CHECK(one(loss, gain) ==
        "Can the maps be believed? In this one network: yes. One seed cannot say whether that holds for others. Mean "
        "probability of the class in the order of the maps (both together) minus that in a random order: while pixels "
        "are put in 0.200 (0.190 to 0.210), of faithful maps above 0; while they are taken away -0.100 (-0.110 to "
        "-0.090), of faithful maps below 0. 95 % intervals over 50 pictures.");
  CHECK(says(one(gain, loss), "believed? In this one network: no, a random order is better. One seed cannot say"));
  CHECK(says(one(gain, gain),
             "In this one network: by pixels put in yes; by pixels taken away no, a random order is better. One seed"));
  CHECK(says(one(open, open), "believed? These pictures do not decide it. Mean"));
  const std::string two = faithfulness_answer({faithfulness({}, gains(Estimate{-0.1, {}}, Estimate{0.2, {}})),
                                               faithfulness({}, gains(Estimate{0.1, {}}, Estimate{0.21, {}}))});
  CHECK(says(two, "By pixels put in yes; by pixels taken away these seeds do not decide it. Mean"));
  CHECK(says(two, "put in 0.205 (0.141 to 0.269), of"));
  CHECK(says(two, "over 2 seeds."));
}

TEST_CASE("of a network whose maps are of one half, that half's are told; without a comparison nothing is") {
  const FaithfulnessRecord left = gains(Estimate{-0.1, {}}, Estimate{0.2, {}});
  CHECK(says(faithfulness_answer({faithfulness(left, {})}), "in the order of the maps (left half) minus"));
  CHECK(says(faithfulness_answer({faithfulness(left, {})}), "believed? There is no interval, so it cannot be said."));
  CHECK(faithfulness_answer({faithfulness(gains({}, {}), gains({}, {}))}).empty());
}
