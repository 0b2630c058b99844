#pragma once
// What the study trains and compares: parts, which several rows of the table may share, rows, and arms.

#include <string>
#include <string_view>
#include <vector>

#include "examples/cifar100/settings/settings.hpp"

namespace cifar100 {

/// How a part is made.
enum class Stage {
  hemisphere,   // one half with one head
  end_to_end,   // everything at once, from random weights
  heads,        // new heads on two halves that stay as they are
  fine_tuning,  // everything at once, from a part that is trained already
  averaging     // nothing is trained: members that are trained already answer together
};

/// Weights that a part begins with: what begins with `file_prefix` in the other part's checkpoint ("hemisphere.") is
/// what begins with `prefix` here ("left.").
struct Origin {
  std::string part;
  std::string file_prefix;
  std::string prefix;
};

/// A network that is trained once for each seed, whatever needs it.
struct Part {
  std::string name;     // of its folder
  std::string network;  // see networks.hpp
  Stage stage = Stage::end_to_end;
  std::vector<Origin> origins{};
  int members = 0;        // averaging: so many of the origins, the best on the validation images
  std::string matched{};  // trained until its multiply-adds equal those of this part and all that it needs
};

/// A line of the table.
struct Row {
  std::string name;
  std::string arm;
  std::string description;
  std::string part;  // whose answers it shows
};

/// A question of the study, with the rows that answer it.
struct Arm {
  int number = 0;
  std::string_view name;
  std::string_view description;
};
/// In the order in which they are worth having, should a run be stopped early.
const std::vector<Arm>& all_arms();

/// The parts and rows of a run.
class Study {
 public:
  /// All parts; the rows that setting `arms` names. Throws, with the nearest name, for what does not exist.
  explicit Study(const Settings& settings);

  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<Part>& parts() const { return parts_; }
  /// Throws, with the nearest name and `where` the name was given, if there is no such part.
  const Part& part(const std::string& name, const std::string& where = "network") const;
  std::vector<std::string> part_names() const;
  /// What a part needs, origins first, itself last.
  std::vector<const Part*> needed_by(const std::string& part) const;
  /// What all rows need, each once, in the order of the rows.
  std::vector<const Part*> order() const;

 private:
  std::vector<Part> parts_;
  std::vector<Row> rows_;
};

/// The network of that name, or the one that the part of that name trains in a run of these settings; for options that
/// take either. Outside a run the parts are those of the preset that runs begin with.
std::string network_of(const std::string& name, const Settings& settings = preset("reduced"));

}  // namespace cifar100
