#pragma once
// The answers of a part over all its seeds.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "examples/cifar100/page/analysis_files.hpp"

namespace cifar100 {

/// The counts of `more` added to those of `sum`. Throws, naming `where`, if the classes or the bins are others.
void add_counts(AnswerRecord& sum, const AnswerRecord& more, const std::string& where);

/// The test images of a true class.
std::int64_t images_of(const AnswerRecord& record, std::size_t label);
std::int64_t count_of(const AnswerRecord& record, std::size_t label, std::size_t predicted);

/// The classes one after the other: by coarse class where these are known, those without one last; else by number.
std::vector<std::size_t> class_order(const AnswerRecord& record);

}  // namespace cifar100
