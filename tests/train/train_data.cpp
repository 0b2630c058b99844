#include "bicameral/train/train_data.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

Dataset pictures() { return make_dataset({3, 8, 8}, 5, {"a", "b", "c", "d"}, {"ab", "cd"}); }

}  // namespace

TEST_CASE("data of a run are images of the network's shape and classes, and indices of these") {
  const Dataset images = pictures();
  const auto message = [](const TrainData& data, Classes heads) {
    return thrown_message([&] { check(data, {3, 8, 8}, heads); });
  };
  CHECK(message({&images, {0, 4, 4}, {2}, {}}, {4, 2}).empty());
  CHECK(message({&images, {0}, {}, {}}, {4, 0}).empty());  // no head, nothing to agree with
  CHECK(message({&images, {0}, {}, {}}, {0, 2}).empty());
  CHECK(message({nullptr, {0}, {}, {}}, {4, 2}) == "training: images: expected a dataset, got none");
  const Dataset small = make_dataset({3, 8, 7}, 5, images.fine_names, images.coarse_names);
  CHECK(message({&small, {0}, {}, {}}, {4, 2}) == "training: images: expected shape 3x8x8, got 3x8x7");
  CHECK(message({&images, {0}, {}, {}}, {3, 2}) ==
        "training: images: expected 3 fine classes, as many as the network's head has, got 4");
  CHECK(message({&images, {0}, {}, {}}, {4, 20}) ==
        "training: images: expected 20 coarse classes, as many as the network's head has, got 2");
  CHECK(message({&images, {0, 5}, {}, {}}, {4, 2}) ==
        "training: indices of training images: expected numbers below 5, got 5");
  CHECK(message({&images, {0}, {1, 4'000'000'000U}, {}}, {4, 2}) ==
        "training: indices of validation images: expected numbers below 5, got 4000000000");
}
