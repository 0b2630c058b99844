// Narrow hemispheres against PyTorch, without heads: features, gradients of weights and images, running statistics.

#include "bicameral/hemispheres/inverted_resnet9.hpp"
#include "bicameral/hemispheres/local_skipping.hpp"
#include "bicameral/hemispheres/resnet.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/sparse_resnet9.hpp"
#include "bicameral/hemispheres/vgg11.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden_file.hpp"
#include "tests/golden/network_run.hpp"

using namespace bicameral;
using golden::CaseSettings;
using golden::check_network;
using golden::GoldenFile;

TEST_CASE("The other hemispheres in double agree with PyTorch forward, backward and in their statistics") {
  GoldenFile file("halves");
  ThreadPool pool(2);
  const CaseSettings settings{.file = file, .pool = pool, .tolerance = 1e-9};
  check_network<StandardResNet9<2>, double>(settings, "standard_resnet9", 3);
  check_network<ResNet34<2>, double>(settings, "resnet34", 3);
  check_network<SparseResNet9<2, Ranking::image>, double>(settings, "sparse_image", 3);
  check_network<SparseResNet9<2, Ranking::batch>, double>(settings, "sparse_batch", 3);
  check_network<InvertedResNet9<2>, double>(settings, "inverted", 3);
  check_network<VGG11<3, Image<3, 32, 32>, 10, 0>, double>(settings, "vgg11", 2);
  check_network<SmallVGG11<2>, double>(settings, "small_vgg11", 3);
  check_network<LocalNet9<2>, double>(settings, "local_net9", 3);
  check_network<SkippingNet9<2>, double>(settings, "skipping_net9", 3);
  CHECK(file.not_compared() == "");
}
