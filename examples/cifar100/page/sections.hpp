#pragma once
// The sections of a run's chapter, in their order. Each says in a line what is missing and how to make it.

#include "bicameral/report/html/fragment.hpp"
#include "examples/cifar100/page/run.hpp"

namespace cifar100 {

class Chapter;

/// The question, the answer and what limits it; after the run's name if `named`.
bicameral::Html answer_html(const PageRun& run, bool named);

/// All rows side by side, and their scores.
void add_comparison(const PageRun& run, Chapter& chapter);
/// Accuracy against training compute and against parameters.
void add_costs(const PageRun& run, Chapter& chapter);
void add_learning_curves(const PageRun& run, Chapter& chapter);
/// The 16 cases, and the pictures that two halves see better together or worse.
void add_similarity(const PageRun& run, Chapter& chapter);
/// Where each half looks.
void add_gallery(const PageRun& run, Chapter& chapter);
/// Whether the left half looks at smaller places.
void add_locality(const PageRun& run, Chapter& chapter);
/// Whether the answers hang on the places that the maps name.
void add_faithfulness(const PageRun& run, Chapter& chapter);
/// Which classes are taken for which, and whether the network is as sure as it should be.
void add_mistakes(const PageRun& run, Chapter& chapter);
/// What each half knows.
void add_specialization(const PageRun& run, Chapter& chapter);
/// Settings, environment and commands.
void add_record(const PageRun& run, Chapter& chapter);

}  // namespace cifar100
