#include "examples/cifar100/study/all_parts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cifar100 {

namespace {

/// Two halves that differ. `left` and `right` are names of hemispheres in networks/.
struct Pair {
  std::string_view name;
  std::string_view swapped;
  std::string_view left;
  std::string_view right;
  std::string_view description;
  std::string_view swapped_description;
};
constexpr std::array<Pair, 4> pairs{
    Pair{"narrow_wide", "wide_narrow", "narrow", "resnet9", "left of half the width, right of the whole",
         "left of the whole width, right of half"},
    Pair{"sparse_dense", "dense_sparse", "sparse", "resnet9", "left sparse (k-winners), right dense",
         "left dense, right sparse (k-winners)"},
    Pair{"resnet_vgg", "vgg_resnet", "resnet9", "vgg11", "left ResNet-9, right VGG-11", "left VGG-11, right ResNet-9"},
    Pair{"inverted_resnet", "resnet_inverted", "inverted", "resnet9", "left Inverted ResNet-9, right ResNet-9",
         "left ResNet-9, right Inverted ResNet-9"}};
constexpr Pair local_skipping{"local_skipping",
                              "skipping_local",
                              "local",
                              "skipping",
                              "left dense and local, right wide and skipping",
                              "left wide and skipping, right dense and local"};

/// Puts parts and rows together.
class Builder {
 public:
  explicit Builder(const Settings& settings)
      : settings_(settings),
        resnet9_(has_quirk(settings, quirk_momentum) ? "resnet9m90" : "resnet9"),
        frozen_(has_quirk(settings, quirk_moving_statistics) ? "moving-" : "frozen-") {}

  StudyList list() {
    hemispheres();
    members();
    add({.name = "specialised",
         .network = frozen_ + resnet9_ + "+" + resnet9_,
         .stage = Stage::heads,
         .origins = halves("left", "right")});
    row("specialised", "specialised", "bilateral, specialised, frozen halves");
    row("halves", "left", "left hemisphere alone (fine)");
    row("halves", "right", "right hemisphere alone (coarse)");
    add({.name = "unspecialised", .network = resnet9_ + "+" + resnet9_});
    row("unspecialised", "unspecialised", "bilateral, unspecialised, end to end");
    singles();
    ensembles();
    same_role();
    matched();
    add({.name = "fine_tuned",
         .network = resnet9_ + "+" + resnet9_,
         .stage = Stage::fine_tuning,
         .origins = {{"specialised", "", ""}}});
    row("fine_tuned", "fine_tuned", "bilateral, specialised, then fine-tuned end to end");
    for (const Pair& pair : pairs) add_pair("pairs", pair);
    add_pair("local_skipping", local_skipping);
    return std::move(list_);
  }

 private:
  void add(Part part) { list_.parts.push_back(std::move(part)); }
  void row(std::string arm, const std::string& name, std::string description, std::string part = "") {
    list_.rows.push_back({name, std::move(arm), std::move(description), part.empty() ? name : std::move(part)});
  }
  static std::vector<Origin> halves(const std::string& left, const std::string& right) {
    return {{left, "hemisphere.", "left."}, {right, "hemisphere.", "right."}};
  }

  void hemispheres() {
    for (const char* name : {"left", "left2"})
      add({.name = name, .network = resnet9_ + "-fine", .stage = Stage::hemisphere});
    for (const char* name : {"right", "right2"})
      add({.name = name, .network = resnet9_ + "-coarse", .stage = Stage::hemisphere});
  }

  void members() {
    for (int member = 1; member <= settings_.members; ++member)
      add({.name = "member" + std::to_string(member), .network = resnet9_});
  }

  void singles() {
    row("single", "resnet9", "single ResNet-9, two heads", "member1");
    for (const auto& [name, description] :
         {std::pair{"resnet18", "single ResNet-18, two heads"}, std::pair{"resnet34", "single ResNet-34, two heads"}}) {
      add({.name = name, .network = name});
      row("single", name, description);
    }
  }

  void ensembles() {
    const std::string mean = settings_.ensemble_mean;
    for (const int size : settings_.ensembles) {
      const std::string name = "ensemble" + std::to_string(size);
      Part part{.name = name,
                .network = std::to_string(size) + "-resnet9-" + mean,  // momentum matters in training alone
                .stage = Stage::averaging,
                .members = size};
      for (int member = 1; member <= settings_.members; ++member)
        part.origins.push_back({"member" + std::to_string(member), "", ""});
      add(std::move(part));
      row("ensemble", name,
          "ensemble, best " + std::to_string(size) + " of " + std::to_string(settings_.members) +
              " ResNet-9, mean of " + mean);
    }
    if (settings_.joint_members == 0) return;
    const std::string size = std::to_string(settings_.joint_members);
    add({.name = "joint_ensemble", .network = size + "-resnet9-" + mean});
    row("ensemble", "joint_ensemble", "ensemble of " + size + " ResNet-9, trained through their mean of " + mean);
  }

  void same_role() {
    const std::string network = frozen_ + resnet9_ + "+" + resnet9_;
    add({.name = "fine_fine", .network = network, .stage = Stage::heads, .origins = halves("left", "left2")});
    row("same_role", "fine_fine", "bilateral, both halves fine, frozen");
    add({.name = "coarse_coarse", .network = network, .stage = Stage::heads, .origins = halves("right", "right2")});
    row("same_role", "coarse_coarse", "bilateral, both halves coarse, frozen");
  }

  void matched() {
    const std::string joined = resnet9_ + "+" + resnet9_;
    for (const auto& [name, network, description] :
         {std::tuple{"unspecialised_matched", joined.c_str(), "bilateral, unspecialised, compute of specialised"},
          std::tuple{"resnet9_matched", resnet9_.c_str(), "single ResNet-9, compute of specialised"},
          std::tuple{"resnet18_matched", "resnet18", "single ResNet-18, compute of specialised"},
          std::tuple{"resnet34_matched", "resnet34", "single ResNet-34, compute of specialised"}}) {
      add({.name = name, .network = network, .matched = "specialised"});
      row("matched", name, description);
    }
  }

  /// The part that is this hemisphere alone; a ResNet-9 is the left or right of the specialised network.
  std::string alone(std::string_view half, const char* role) {
    const bool fine = std::string_view(role) == "fine";
    if (half == "resnet9") return fine ? "left" : "right";
    std::string name = std::string(half) + "_" + role;
    if (std::none_of(list_.parts.begin(), list_.parts.end(), [&](const Part& part) { return part.name == name; }))
      add({.name = name, .network = std::string(half) + "-" + role, .stage = Stage::hemisphere});
    return name;
  }
  void add_pair(const std::string& arm, const Pair& pair) {
    add_joined(arm, pair.name, pair.left, pair.right, pair.description);
    add_joined(arm, pair.swapped, pair.right, pair.left, pair.swapped_description);
  }
  void add_joined(const std::string& arm, std::string_view name, std::string_view left, std::string_view right,
                  std::string_view description) {
    const std::string fine = alone(left, "fine");
    const std::string coarse = alone(right, "coarse");
    add({.name = std::string(name),
         .network = "frozen-" + std::string(left) + "+" + std::string(right),
         .stage = Stage::heads,
         .origins = halves(fine, coarse)});
    row(arm, std::string(name), std::string(description));
  }

  const Settings& settings_;
  std::string resnet9_;
  std::string frozen_;
  StudyList list_;
};

}  // namespace

StudyList everything(const Settings& settings) { return Builder(settings).list(); }

}  // namespace cifar100
