#include "examples/cifar100/study/comparison.hpp"

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"

using namespace cifar100;

namespace {

PartResult part(const std::string& name, double fine, double coarse, std::int64_t epochs = 8) {
  PartResult result;
  result.part = name;
  result.best.fine = fine;
  result.best.coarse = coarse;
  result.last = result.best;
  result.epochs = epochs;
  result.multiply_adds = 1e12;
  result.images_seen = 1000;
  result.seconds = 10;
  result.parameters = 1'000'000;
  return result;
}

Study study_of(std::vector<std::string> arms) {
  static Settings settings;
  settings.arms = std::move(arms);
  return Study(settings);
}

}  // namespace

TEST_CASE("a row counts the cost of all it is made of, and is there once all of that is") {
  const Study study = study_of({"specialised", "left"});
  std::vector<PartResult> parts{part("left", 0.5, 0), part("right", 0, 0.6)};
  CHECK(row_results(study, 0, parts).size() == 1);  // left alone
  parts.push_back(part("specialised", 0.55, 0.65, 4));
  const std::vector<RowResult> rows = row_results(study, 0, parts);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].row == "specialised");
  CHECK(rows[0].multiply_adds == 3e12);
  CHECK(rows[0].seconds == 30);
  CHECK(epochs_text(rows[0].epochs) == "8 + 4");
  CHECK(rows[1].multiply_adds == 1e12);
  CHECK(epochs_text(rows[1].epochs) == "8");
}

TEST_CASE("epochs are told as a range where the parts of a stage were not trained for as long") {
  const Study study = study_of({"fine_tuned"});
  const std::vector<RowResult> rows = row_results(study, 0,
                                                  {part("left", 0.5, 0, 5), part("right", 0, 0.6, 8),
                                                   part("specialised", 0.6, 0.7, 4), part("fine_tuned", 0.6, 0.7, 2)});
  REQUIRE(rows.size() == 1);
  CHECK(epochs_text(rows[0].epochs) == "5-8 + 4 + 2");
  CHECK(comparison_csv({study.rows(), rows}).find(",5-8 + 4 + 2,") != std::string::npos);
}

TEST_CASE("an ensemble costs all members that it was chosen from") {
  const Study study = study_of({"ensemble2"});
  std::vector<PartResult> parts{part("ensemble2", 0.6, 0.7, 0)};
  for (int member = 1; member <= 10; ++member) parts.push_back(part("member" + std::to_string(member), 0.5, 0.6));
  parts.front().multiply_adds = 0;
  const std::vector<RowResult> rows = row_results(study, 3, parts);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].multiply_adds == 1e13);
  CHECK(epochs_text(rows[0].epochs) == "8");
}

TEST_CASE("over seeds there are means, deviations, intervals and paired differences to the specialised network") {
  const Study study = study_of({"specialised", "unspecialised"});
  Comparison comparison{study.rows(), {}};
  for (const auto& [seed, specialised, unspecialised] :
       {std::tuple{0, 0.70, 0.68}, std::tuple{1, 0.72, 0.69}, std::tuple{2, 0.71, 0.67}}) {
    const std::vector<RowResult> rows =
        row_results(study, static_cast<std::uint64_t>(seed),
                    {part("left", 0.5, 0), part("right", 0, 0.6), part("specialised", specialised, 0.8),
                     part("unspecialised", unspecialised, 0.79)});
    comparison.results.insert(comparison.results.end(), rows.begin(), rows.end());
    for (RowResult& row : comparison.results) row.last.fine = *row.best.fine - 0.1;
  }
  const std::string text = comparison_text(comparison, false);
  CHECK(text.find("71.0 ± 1.0") != std::string::npos);
  CHECK(text.find("not comparable") != std::string::npos);
  CHECK(text.find("sum 149.2; sum 147.6") != std::string::npos);
  CHECK(text.find("A sum is fine plus coarse, known only from the names of two checkpoints") != std::string::npos);
  comparison.of_the_study = true;
  CHECK(comparison_text(comparison, false).find("not comparable") == std::string::npos);
  const auto json = nlohmann::json::parse(comparison_json(comparison));
  const auto& difference = json["rows"][1]["minus_specialised"]["fine"];
  CHECK(difference["mean"].get<double>() == Approx(-0.03));
  CHECK(difference["sample_deviation"].get<double>() == Approx(0.01));
  // t(0.975, 2) = 4.302653 (any table of Student's t): -0.03 -+ 4.302653 0.01 / sqrt(3).
  CHECK(difference["interval95"][0].get<double>() == Approx(-0.0548413).epsilon(1e-5));
  CHECK(json["rows"][0]["test_best"]["fine"]["mean"].get<double>() == Approx(0.71));
  const auto& last = json["rows"][0]["test_last"]["fine"];
  CHECK(last["mean"].get<double>() == Approx(0.61));
  CHECK(last["sample_deviation"].get<double>() == Approx(0.01));
  CHECK(last["maximum"].get<double>() == Approx(0.62));
  CHECK(json["results"].size() == 6);
  const std::string csv = comparison_csv(comparison);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 7);
}

TEST_CASE("p-values stand beside those that are corrected for the number of tests") {
  const Study study = study_of({"specialised", "unspecialised"});
  Comparison comparison{study.rows(), {}};
  for (const auto& [seed, fine, coarse] :
       {std::tuple{0, 0.67, 0.72}, std::tuple{1, 0.66, 0.71}, std::tuple{2, 0.68, 0.67}}) {
    const std::vector<RowResult> rows =
        row_results(study, static_cast<std::uint64_t>(seed),
                    {part("left", 0.5, 0), part("right", 0, 0.6), part("specialised", 0.7, 0.73),
                     part("unspecialised", fine, coarse)});
    comparison.results.insert(comparison.results.end(), rows.begin(), rows.end());
  }
  const std::string text = comparison_text(comparison, true);
  // With two degrees of freedom p is 1 - |t| / sqrt(t^2 + 2); t is -3 sqrt(3) and -3 / sqrt(7 / 3).
  CHECK(text.find("| 0.035 |   0.070 |") != std::string::npos);
  CHECK(text.find("| 0.188 |   0.188 |") != std::string::npos);
  CHECK(text.find("not corrected for the 2 tests of this table") != std::string::npos);
  const auto json = nlohmann::json::parse(comparison_json(comparison));
  const auto& differences = json["rows"][1]["minus_specialised"];
  CHECK(differences["fine"]["p_value"].get<double>() == Approx(0.0351).epsilon(1e-2));
  CHECK(differences["fine"]["p_holm"].get<double>() == Approx(2 * differences["fine"]["p_value"].get<double>()));
  CHECK(differences["coarse"]["p_holm"].get<double>() == differences["coarse"]["p_value"].get<double>());
  CHECK(text.find("share no part with the specialised network share with it only the pictures") != std::string::npos);
}

TEST_CASE("seeds that all gave the same show no interval, in the tables as in the file") {
  const Study study = study_of({"specialised", "unspecialised"});
  Comparison comparison{study.rows(), {}};
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}}) {
    const std::vector<RowResult> rows = row_results(
        study, seed,
        {part("left", 0.5, 0), part("right", 0, 0.6), part("specialised", 0.7, 0.8), part("unspecialised", 0.6, 0.9)});
    comparison.results.insert(comparison.results.end(), rows.begin(), rows.end());
  }
  const std::string text = comparison_text(comparison, true);
  CHECK(text.find("70.00 to 70.00") == std::string::npos);  // nothing would be left to chance
  CHECK(text.find("-10.00 to -10.00") == std::string::npos);
  CHECK(text.find("-10.00") != std::string::npos);
  const auto json = nlohmann::json::parse(comparison_json(comparison));
  const auto& difference = json["rows"][1]["minus_specialised"]["fine"];
  CHECK(difference["mean"].get<double>() == Approx(-0.1));
  CHECK_FALSE(difference.contains("interval95"));
  CHECK_FALSE(difference.contains("p_holm"));
  CHECK_FALSE(json["rows"][0]["test_best"]["fine"].contains("interval95"));
}

TEST_CASE("matched rows are said to be matched to the nearest epoch") {
  const std::string nearest = "to the nearest epoch";
  for (const auto& [arm, expected] : {std::pair{"resnet9", false}, std::pair{"resnet9_matched", true}}) {
    const Study study = study_of({arm});
    const Comparison comparison{study.rows(), row_results(study, 0, {part("member1", 0.5, 0.6), part(arm, 0.5, 0.6)})};
    CHECK((comparison_text(comparison, false).find(nearest) != std::string::npos) == expected);
  }
}

TEST_CASE("a row says by which number of --arms it is had") {
  const Study study = study_of({"left", "skipping_local"});
  const Comparison comparison{
      study.rows(), row_results(study, 0,
                                {part("left", 0.5, 0), part("local_coarse", 0, 0.6), part("skipping_fine", 0.5, 0),
                                 part("skipping_local", 0.6, 0.7)})};
  const std::string text = comparison_text(comparison, true);
  CHECK(text.find("|   7 | left hemisphere alone (fine)") != std::string::npos);
  CHECK(text.find("|  10 | left wide and skipping, right dense and local") != std::string::npos);
  CHECK(text.find("A sum is") == std::string::npos);  // the study's figures of another row
}

TEST_CASE("what was chosen on the test images is said loudly") {
  const Study study = study_of({"left"});
  Comparison comparison{study.rows(), row_results(study, 0, {part("left", 0.5, 0)})};
  CHECK(comparison_text(comparison, true).find("CHOSEN ON THE TEST IMAGES") == std::string::npos);
  comparison.chosen_on_test = true;
  comparison.quirks = "test_selection";
  CHECK(comparison_text(comparison, true).find("CHOSEN ON THE TEST IMAGES") != std::string::npos);
  const auto json = nlohmann::json::parse(comparison_json(comparison));
  CHECK(json["chosen_on_test_images"] == true);
  CHECK(json["quirks_of_the_study"] == "test_selection");
  // With several seeds, below every table of accuracies.
  comparison.results.push_back(comparison.results.front());
  comparison.results.back().seed = 1;
  const std::string text = comparison_text(comparison, true);
  CHECK(text.find("CHOSEN ON THE TEST IMAGES") != text.rfind("CHOSEN ON THE TEST IMAGES"));
}

TEST_CASE("the study's figures stand in the file with whether they are comparable") {
  const Study study = study_of({"left", "unspecialised", "resnet18"});
  Comparison comparison{
      study.rows(),
      row_results(study, 0, {part("left", 0.5, 0), part("unspecialised", 0.5, 0.6), part("resnet18", 0.5, 0.6)})};
  auto json = nlohmann::json::parse(comparison_json(comparison));
  CHECK(json["comparable_with_the_study"] == false);
  CHECK(json["rows"][0]["study"]["fine"] == 0.662);
  CHECK_FALSE(json["rows"][0]["study"].contains("coarse"));
  CHECK(json["rows"][1]["study"]["fine_plus_coarse"][0] == 1.492);
  CHECK_FALSE(json["rows"][2].contains("study"));
  comparison.of_the_study = true;
  CHECK(nlohmann::json::parse(comparison_json(comparison))["comparable_with_the_study"] == true);
}

TEST_CASE("parts that several programs trained are told") {
  const Study study = study_of({"left"});
  Comparison comparison{study.rows(), row_results(study, 0, {part("left", 0.5, 0)})};
  comparison.programs = {"commit 1"};
  CHECK(comparison_text(comparison, true).find("commit 1") == std::string::npos);
  comparison.programs = {"commit 1", "commit 2"};
  CHECK(comparison_text(comparison, true)
            .find("Trained by 2 programs, which need not agree bit by bit: commit 1; "
                  "commit 2.") != std::string::npos);
  CHECK(nlohmann::json::parse(comparison_json(comparison))["programs"].size() == 2);
}

TEST_CASE("shares have intervals within 0 and 1, in the tables as in the files") {
  const Study study = study_of({"left"});
  Comparison comparison{study.rows(), {}};
  for (const auto& [seed, fine] : {std::pair{0, 0.90}, std::pair{1, 0.98}}) {
    const auto rows = row_results(study, static_cast<std::uint64_t>(seed), {part("left", fine, 0)});
    comparison.results.insert(comparison.results.end(), rows.begin(), rows.end());
  }
  // 0.94 + 12.7062 * 0.04 is beyond 1 (t with one degree of freedom).
  const auto json = nlohmann::json::parse(comparison_json(comparison));
  CHECK(json["rows"][0]["test_best"]["fine"]["interval95"][1] == 1.0);
  CHECK(comparison_text(comparison, true).find("to 100.00") != std::string::npos);
  CHECK(statistics_csv(comparison).find("left,halves,fine,2,0.9") != std::string::npos);
}

TEST_CASE("statistics and differences are a line of CSV for each row and score") {
  const Study study = study_of({"specialised", "unspecialised"});
  Comparison comparison{study.rows(), {}};
  for (const auto& [seed, specialised, unspecialised] : {std::tuple{0, 0.75, 0.5}, std::tuple{1, 0.75, 0.25}}) {
    const auto rows = row_results(study, static_cast<std::uint64_t>(seed),
                                  {part("left", 0.5, 0), part("right", 0, 0.6), part("specialised", specialised, 0.5),
                                   part("unspecialised", unspecialised, 0.5)});
    comparison.results.insert(comparison.results.end(), rows.begin(), rows.end());
  }
  const std::string csv = statistics_csv(comparison);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 5);  // a header, two rows of two scores
  CHECK(csv.starts_with("row,arm,score,seeds,mean,"));
  CHECK(csv.find("\nspecialised,specialised,fine,2,0.75,0,0.75,0.75,,,,,,,\n") != std::string::npos);
  // Differences of -0.25 and -0.5.
  CHECK(csv.find("\nunspecialised,unspecialised,fine,2,0.375,") != std::string::npos);
  CHECK(csv.find(",-0.375,") != std::string::npos);
  CHECK(comparison_csv(comparison).find("\nunspecialised,unspecialised,1,") != std::string::npos);
}

TEST_CASE("without a finished row the comparison says so") {
  CHECK(comparison_text({}, false) == "No row of the table is finished yet.\n");
}
