// Class activation maps against those that PyTorch's autograd makes of the same networks and pictures.

#include "bicameral/analysis/grad_cam.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/resnet.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/golden_file.hpp"

using namespace bicameral;
using golden::GoldenFile;

namespace {

constexpr Classes classes{100, 20};
constexpr int count = 4;

using Half = ResNet9<16>;
using Head = Heads<0, Fine, Coarse>;
using Single = Unilateral<Half, Head>;
using Deep = Unilateral<ResNet18<4>, Head>;
using Whole = Bicameral<Half, Half, Head>;

/// A network filled as PyTorch's, its pictures, and the file of maps.
template <class A, class T>
class MapCheck {
 public:
  MapCheck(GoldenFile& file, const std::string& fill_case, const std::string& result_case, double tolerance)
      : file_(file), case_(result_case), pool_(2), tolerance_(tolerance), network_(classes) {
    golden::fill_network(fill_case, network_);
    images_ = golden::channels_last(golden::fill<T>("images.0", count * Half::input.size(), {2.0, 0.0}), Half::input);
  }

  /// Batches of 3 and of 1.
  CamMaps<T> compare(const std::string& what, CamSettings settings) {
    settings.batch = 3;
    GradCam cam(network_, pool_, settings);
    CamMaps<T> maps = cam.maps(images_.data(), count);
    const double difference = file_.difference(case_ + "." + what, maps.maps);
    INFO(case_ << ", " << what << ": " << difference);
    CHECK(difference <= tolerance_);
    return maps;
  }
  void compare_classes(const std::string& head, const std::vector<std::int32_t>& found) {
    CHECK(file_.difference(case_ + "." + head, std::vector<double>(found.begin(), found.end())) == 0);
  }

 private:
  GoldenFile& file_;
  std::string case_;
  ThreadPool pool_;
  double tolerance_;
  Network<A, T> network_;
  std::vector<T> images_;
};

template <class T>
void check_single(GoldenFile& file, double tolerance) {
  MapCheck<Single, T> check(file, "resnet9", "single", tolerance);
  for (const std::string method : {"gradcam", "gradcam++", "layercam"}) {
    for (const CamLabels labels : {CamLabels::fine, CamLabels::coarse, CamLabels::both}) {
      const auto maps = check.compare(method + "." + std::string(cam_labels_name(labels)),
                                      {.method = method, .target = {.labels = labels}});
      CHECK(maps.layers == std::vector<std::string>{"hemisphere.residual1", "hemisphere.residual2"});
      if (labels == CamLabels::both) {
        check.compare_classes("fine_class", maps.fine_class);
        check.compare_classes("coarse_class", maps.coarse_class);
      }
    }
    check.compare(method + ".conv4", {.method = method, .layers = {.names = {"conv4"}}});
    check.compare(method + ".inside", {.method = method, .layers = {.names = {"hemisphere.residual1.relu1"}}});
  }
  const CamTarget given{.labels = CamLabels::both, .of = CamClass::given, .fine_class = 7, .coarse_class = 3};
  check.compare("gradcam.given", {.target = given});
  check.compare("gradcam.smoothed", {.flips = true, .scales = {0.9, 1.0, 1.1}});
}

template <class T>
void check_deep(GoldenFile& file, double tolerance) {
  MapCheck<Deep, T> check(file, "resnet18", "deep", tolerance);
  for (const std::string method : {"gradcam", "gradcam++", "layercam"}) {
    check.compare(method + ".blocks", {.method = method});
    check.compare(method + ".shortcut", {.method = method, .layers = {.names = {"residual3.shortcut.bn1"}}});
  }
}

template <class A, class T>
void check_bilateral(GoldenFile& file, double tolerance) {
  MapCheck<A, T> check(file, "bicameral", "bilateral", tolerance);
  for (const std::string method : {"gradcam", "gradcam++", "layercam"})
    for (const Hemisphere hemisphere : {Hemisphere::left, Hemisphere::right, Hemisphere::whole})
      check.compare(method + "." + std::string(hemisphere_name(hemisphere)),
                    {.method = method, .layers = {.hemisphere = hemisphere}, .target = {.labels = CamLabels::both}});
}

}  // namespace

TEST_CASE("the maps of single networks, of a bilateral one and of its halves are PyTorch's") {
  GoldenFile file("grad_cam");
  check_single<double>(file, 1e-9);
  check_deep<double>(file, 1e-9);
  check_bilateral<Whole, double>(file, 1e-9);
  CHECK(file.not_compared() == "");
}

TEST_CASE("the maps of a bilateral network with frozen halves are those of the thawed one") {
  GoldenFile file("grad_cam");
  check_bilateral<FrozenType<Whole>, double>(file, 1e-9);
}

TEST_CASE("maps in float are PyTorch's as far as float goes") {
  GoldenFile file("grad_cam");
  check_single<float>(file, 2e-5);
  check_bilateral<Whole, float>(file, 2e-5);
}
