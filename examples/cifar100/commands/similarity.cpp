// bicameral similarity: how alike the halves find images of one class, and who is right about them.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "bicameral/core/numbers.hpp"
#include "bicameral/report/table.hpp"
#include "examples/cifar100/analysis/analysed_run.hpp"
#include "examples/cifar100/analysis/similarity_files.hpp"
#include "examples/cifar100/analysis/together.hpp"
#include "examples/cifar100/commands/commands.hpp"

namespace cifar100 {

namespace {

struct Options : AnalysisOptions {
  bool csv = false;
  int pictures = 12;
};

std::string similarity_text(double value) { return bicameral::fixed_text(value, 3); }

void print(const Similarity& s) {
  bicameral::Table table({"case", "images", "%", "pairs", "%", "left", "right", "both"});
  const auto add = [&](const std::string& name, std::int64_t images, double share, std::int64_t pairs,
                       double pair_share, const std::optional<bicameral::SimilarityMedians>& medians) {
    const auto text = [&](double bicameral::SimilarityMedians::*which) {
      return medians ? similarity_text((*medians).*which) : std::string("-");
    };
    table.add_row({name, std::to_string(images), bicameral::fixed_text(100 * share, 1), std::to_string(pairs),
                   s.pairs.count() > 0 ? bicameral::fixed_text(100 * pair_share, 1) : "-",
                   text(&bicameral::SimilarityMedians::left), text(&bicameral::SimilarityMedians::right),
                   text(&bicameral::SimilarityMedians::whole)});
  };
  for (const bicameral::CaseSimilarity& one : s.cases)
    add(one.which.name(), one.images, one.image_share, one.pairs, one.pair_share, one.medians);
  std::optional<bicameral::SimilarityMedians> all;
  if (s.pairs.count() > 0)
    all = {*bicameral::median(s.similarities.left.values), *bicameral::median(s.similarities.right.values),
           *bicameral::median(s.similarities.whole.values)};
  add("all", s.features.count(), 1, s.pairs.count(), 1, all);
  std::cout << table.text();
}

void tell(const std::string& text) { std::cout << "  " << text << "\n" << std::flush; }

Similarity similarity_of(AnalysedRun& run, std::uint64_t seed) {
  const bicameral::Dataset& test = run.data().test;
  bicameral::Features features =
      run.model(seed)->features(test, image_numbers(test.count()), run.asking("features"), run.pool());
  if (!features.has_halves())
    bicameral::fail("option --part", "a network of two halves, like specialised", "'" + run.part().name + "'");
  bicameral::SameLabelPairs pairs(features.fine_labels, test.classes().fine);
  tell("similarities of " + std::to_string(pairs.count()) + " pairs of one class");
  Similarity similarity{std::move(features), std::move(pairs), {}, {}, {}};
  similarity.similarities = bicameral::half_similarities(similarity.features, similarity.pairs, run.pool());
  similarity.answers = case_answers(run, seed, similarity.features);
  if (similarity.answers.cases)
    similarity.cases =
        bicameral::case_similarities(*similarity.answers.cases, similarity.pairs, similarity.similarities);
  return similarity;
}

void similarity(const Options& options) {
  bicameral::expect(options.pictures >= 0, "option --pictures", "0 or more", options.pictures);
  AnalysedRun run(options, Asks::part_and_halves);
  tell_left_out(run);
  bicameral::CaseCounts counts(run.data().test.count());
  for (const std::uint64_t seed : run.seeds()) {
    std::cout << run.part().name << ", seed " << seed << "\n";
    const Similarity found = similarity_of(run, seed);
    const std::string folder = run.folder_of(seed);
    tell("files");
    Json about = run.about(seed);
    if (run.halves()) {
      about["left_part"] = run.halves()->left.name;
      about["right_part"] = run.halves()->right.name;
    }
    write_similarity(folder, about, found, run.data().test, options.csv);
    if (found.answers.cases) counts.add(*found.answers.cases);
    print(found);
    std::cout << "written to " << folder << "\n\n";
  }
  if (counts.runs() > 0 && options.seed.empty()) {  // one seed is no count over the seeds
    write_together(run.folder(), counts, run.seeds(), run.data().test, options.pictures);
    std::cout << "Images that the halves solve only together, or only apart: " << run.folder() << "/together.json\n";
  }
  std::cout
      << "Cases: left alone (fine), right alone (coarse) - both together (fine, coarse); t right, f wrong. A pair\n"
         "belongs to a case when both its images do. Similarities: medians of the cosine over the pairs.\n";
}

}  // namespace

void add_similarity(CLI::App& app, const CommandLine& command_line) {
  auto* command = app.add_subcommand(
      "similarity", "how alike the features of images of one class are, and in which of 16 cases of right and wrong");
  auto o = std::make_shared<Options>();
  o->add_to(*command);
  o->command_line = command_line;
  command->add_flag("--csv", o->csv, "features and pairs as .csv too, not as .npy alone");
  command->add_option("--pictures", o->pictures, "images solved only together, and only apart, to save as PNG [12]");
  command->callback([o] { similarity(*o); });
}

}  // namespace cifar100
