#include "examples/cifar100/study/study.hpp"

#include <algorithm>
#include <functional>

#include "bicameral/core/error.hpp"
#include "examples/cifar100/networks.hpp"
#include "examples/cifar100/study/all_parts.hpp"
#include "examples/cifar100/words.hpp"

namespace cifar100 {

const std::vector<Arm>& all_arms() {
  static const std::vector<Arm> arms{
      {1, "specialised", "left fine, right coarse, frozen, new heads"},
      {7, "halves", "its hemispheres alone"},
      {4, "unspecialised", "the bilateral network trained end to end"},
      {5, "single", "ResNet-9, ResNet-18 and ResNet-34 with two heads"},
      {6, "ensemble", "several ResNet-9, the best of them averaged"},
      {3, "same_role", "both halves fine, both halves coarse"},
      {9, "matched", "arms 4 and 5 with the compute of arm 1, to the nearest epoch"},
      {2, "fine_tuned", "arm 1, then trained end to end"},
      {8, "pairs", "halves that differ, in both orders"},
      {10, "local_skipping", "a half of local connections, a half of wide and skipping ones"}};
  return arms;
}

namespace {

/// The rows that a word of setting `arms` means: an arm's by name or number, a single row, or all.
std::vector<Row> rows_meant(const std::string& word, const std::vector<Row>& rows) {
  std::vector<Row> meant;
  std::string arm = word;
  for (const Arm& each : all_arms())
    if (word == std::to_string(each.number)) arm = each.name;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(meant),
               [&](const Row& row) { return word == "all" || row.arm == arm || row.name == word; });
  if (!meant.empty()) return meant;
  if (word == "joint_ensemble")
    bicameral::fail("setting 'arms'", "setting 'joint_members' for the row joint_ensemble", "none");
  if (!word.empty() && word.find_first_not_of("0123456789") == std::string::npos)
    bicameral::fail("setting 'arms'", "an arm from 1 to 10", word);
  std::vector<std::string> known{"all"};
  for (const Arm& each : all_arms()) known.emplace_back(each.name);
  for (const Row& row : rows)
    if (std::find(known.begin(), known.end(), row.name) == known.end()) known.push_back(row.name);
  fail_unknown("setting 'arms'", word, known);
}

void add_needed(const Study& study, const std::string& name, std::vector<const Part*>& list) {
  const Part& part = study.part(name);
  if (std::find(list.begin(), list.end(), &part) != list.end()) return;
  for (const Origin& origin : part.origins) add_needed(study, origin.part, list);
  list.push_back(&part);
}

}  // namespace

Study::Study(const Settings& settings) {
  StudyList all = everything(settings);
  parts_ = std::move(all.parts);
  for (const std::string& word : settings.arms)
    for (const Row& row : rows_meant(word, all.rows))
      if (std::none_of(rows_.begin(), rows_.end(), [&](const Row& known) { return known.name == row.name; }))
        rows_.push_back(row);
}

const Part& Study::part(const std::string& name, const std::string& where) const {
  const auto found = std::find_if(parts_.begin(), parts_.end(), [&](const Part& part) { return part.name == name; });
  if (found == parts_.end()) fail_unknown(where, name, part_names());
  return *found;
}

std::vector<std::string> Study::part_names() const {
  std::vector<std::string> names;
  for (const Part& part : parts_) names.push_back(part.name);
  return names;
}

std::vector<const Part*> Study::needed_by(const std::string& part) const {
  std::vector<const Part*> list;
  add_needed(*this, part, list);
  return list;
}

std::vector<const Part*> Study::order() const {
  std::vector<const Part*> list;
  for (const Row& row : rows_) add_needed(*this, row.part, list);
  return list;
}

std::string network_of(const std::string& name, const Settings& settings) {
  const std::vector<std::string> networks = network_names();
  if (std::find(networks.begin(), networks.end(), name) != networks.end()) return name;
  return Study(settings).part(name).network;
}

}  // namespace cifar100
