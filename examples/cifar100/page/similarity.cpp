// How alike two pictures of one class are to each half, case by case.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "bicameral/core/numbers.hpp"
#include "examples/cifar100/analysis/case_scatter.hpp"
#include "examples/cifar100/page/analysis_files.hpp"
#include "examples/cifar100/page/analysis_section.hpp"
#include "examples/cifar100/page/pairs.hpp"
#include "examples/cifar100/page/sections.hpp"
#include "examples/cifar100/page/texts.hpp"
#include "examples/cifar100/study/published_figures.hpp"

namespace cifar100 {

namespace {

using bicameral::AnswerCase;
using bicameral::Html;
using bicameral::svg::Range;

/// The range of all values in tenths, so that all plots have the same axes.
Range tenths(const std::vector<float>& values) {
  if (values.empty()) return {0, 1};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const Range range{std::floor(10.0 * *low) / 10, std::ceil(10.0 * *high) / 10};
  return range.low < range.high ? range : Range{range.low - 0.1, range.high + 0.1};
}

Html plots(const PageRun& run, const std::string& part, std::uint64_t seed, const SimilarityRecord& similarity,
           const Chapter& chapter) {
  const std::string pairs_file = analysis_file(run, seed, part, "pairs.npy");
  if (!std::filesystem::exists(pairs_file)) return missing(run, part, "pairs to plot", "similarity");
  const PairTable table = read_pairs(pairs_file, analysis_file(run, seed, part, "pair_cases.npy"));
  const PairRanges ranges{tenths(table.pairs.left), tenths(table.pairs.right), tenths(table.pairs.whole)};
  std::vector<Html> charts;
  for (int number = 0; number < bicameral::answer_case_count; ++number) {
    const AnswerCase one = AnswerCase::of(number);
    const SimilarPairs pairs = table.of_case(number);
    const SimilarityCase& counts = similarity.cases[static_cast<std::size_t>(number)];
    charts.push_back(bicameral::html_small_figure(
        case_scatter(one, {pairs.left, pairs.right, pairs.whole}, ranges),
        chapter.frame("similarity-" + part + "-seed" + std::to_string(seed) + "-" + one.name()),
        case_meaning(one) + " " + counted(static_cast<std::int64_t>(pairs.left.size()), "pair") + " of " +
            counted(counts.images, "picture") + "."));
  }
  return bicameral::html_columns(charts);
}

std::vector<std::string> median_cells(const std::optional<OfHalves<double>>& medians) {
  if (!medians) return {"-", "-", "-"};
  return {bicameral::fixed_text(medians->left, 3), bicameral::fixed_text(medians->right, 3),
          bicameral::fixed_text(medians->whole, 3)};
}

bicameral::Table case_table(const SimilarityRecord& similarity, bool of_the_study) {
  std::vector<std::string> header{"case", "pictures", "share %"};
  if (of_the_study) header.insert(header.end(), {"study: pictures", "study: share %"});
  header.insert(header.end(), {"pairs", "median, left", "median, right", "median, both"});
  bicameral::Table table(header);
  for (int number = 0; number < bicameral::answer_case_count; ++number) {
    const auto place = static_cast<std::size_t>(number);
    const SimilarityCase& one = similarity.cases[place];
    std::vector<std::string> cells{AnswerCase::of(number).name(), count_text(one.images), hundredths(one.image_share)};
    if (of_the_study)
      cells.insert(cells.end(), {count_text(study_case_images[place]),
                                 hundredths(static_cast<double>(study_case_images[place]) / study_images)});
    cells.push_back(count_text(one.pairs));
    const std::vector<std::string> medians = median_cells(one.medians);
    cells.insert(cells.end(), medians.begin(), medians.end());
    table.add_row(cells);
  }
  return table;
}

Html all_pairs_note(const SimilarityRecord& similarity) {
  std::string text = "Pairs of pictures from different cases stand in no plot.";
  if (similarity.medians)
    text = "Medians of all " + counted(similarity.pairs, "pair") + ": left " +
           bicameral::fixed_text(similarity.medians->left, 3) + ", right " +
           bicameral::fixed_text(similarity.medians->right, 3) + ", both " +
           bicameral::fixed_text(similarity.medians->whole, 3) + ". " + text;
  const auto& zero = similarity.zero_images;
  if (zero.left + zero.right + zero.whole > 0)
    text += " Pictures without any feature: left " + count_text(zero.left) + ", right " + count_text(zero.right) +
            ", both " + count_text(zero.whole) + ".";
  return bicameral::html_note(text);
}

Html gallery_of(const std::vector<TogetherImage>& images, std::int64_t seeds) {
  std::vector<bicameral::GalleryItem> items;
  for (const TogetherImage& each : images) {
    items.push_back({{{each.png, each.fine_label, "Picture " + std::to_string(each.image) + ": " + each.fine_label}},
                     {each.coarse_label}});
    if (seeds > 1) items.back().lines.push_back("in " + count_text(each.seeds) + " of " + counted(seeds, "seed"));
  }
  return bicameral::html_gallery(items, 96);
}

/// The pictures of one title below their heading.
Html together_html(const std::string& title, const std::string& meaning, const std::vector<TogetherImage>& images,
                   std::int64_t seeds, int heading_level) {
  return bicameral::html_heading(title, heading_level) + bicameral::html_paragraph(meaning) +
         (images.empty() ? bicameral::html_note("No picture of any seed.") : gallery_of(images, seeds));
}

Html together_of(const PageRun& run, const std::string& part, int heading_level) {
  const std::string file = analysis_file(run, part, "together.json");
  if (!std::filesystem::exists(file))
    return missing(run, part, "list of pictures that halves see better together", "similarity");
  const TogetherRecord together = read_together(file);
  return together_html(
             "Right together, wrong apart",
             "Each half alone is wrong, and both answers of the two together are right; the most frequent over the "
             "seeds.",
             together.right_only_together, together.seeds, heading_level) +
         together_html("Right apart, wrong together",
                       "Each half alone is right, and both answers of the two together are wrong.",
                       together.right_only_apart, together.seeds, heading_level);
}

Html seed_of(const PageRun& run, const std::string& part, std::uint64_t seed, const SimilarityRecord& similarity,
             const Chapter& chapter) {
  const bool of_the_study = run.comparison.of_the_study;
  if (!similarity.has_cases)
    return bicameral::html_note(
               "There are no cases: they need a left half trained alone on fine classes and a right one on coarse.") +
           all_pairs_note(similarity);
  return bicameral::html_table(case_table(similarity, of_the_study),
                               "The 16 cases over " + counted(similarity.images, "test picture") + ", seed " +
                                   std::to_string(seed) +
                                   (of_the_study ? "; the study's counts are of 10,038 predictions." : ".")) +
         all_pairs_note(similarity) + plots(run, part, seed, similarity, chapter);
}

Html content_of(const PageRun& run, const AnalysedPart& part, int heading_level, const Chapter& chapter) {
  std::vector<Html> of_seeds;
  bool cases = false;
  for (const std::uint64_t seed : part.seeds) {
    const SimilarityRecord similarity = read_similarity(analysis_file(run, seed, part.part, "similarity.json"));
    of_seeds.push_back(seed_of(run, part.part, seed, similarity, chapter));
    cases = cases || similarity.has_cases;
  }
  return earlier_halves_note(run, part.part) + first_open(part.seeds, of_seeds) +
         (cases ? together_of(run, part.part, heading_level) : Html{});
}

}  // namespace

void add_similarity(const PageRun& run, Chapter& chapter) {
  add_analysis(
      run, chapter,
      {.title = "Similarity of pictures",
       .file = "similarity.json",
       .what = "similarity of features",
       .command = "similarity",
       .introduction =
           "Each point is a pair of test pictures of one fine class: how alike the left half finds them (across), how "
           "alike the right half (upwards), and both together (colour), by the cosine of their features. The cases say "
           "whether the left half alone and the right half alone, then the fine and the coarse answer of both "
           "together, are right (t) or wrong (f): tf-tt is left right, right wrong, together both right."},
      [&](const AnalysedPart& part, int heading_level) { return content_of(run, part, heading_level, chapter); });
}

}  // namespace cifar100
