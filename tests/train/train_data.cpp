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

TEST_CASE("data are known again by hashes of the images and of both lists; who does not know them says nothing") {
  Dataset images = pictures();
  const TrainData data{&images, {0, 1, 2}, {3, 4}, {}};
  const auto saved = to_map(data);
  CHECK(saved.at("images_hash") == content_hash(images));
  const auto message = [&](const TrainData& now) {
    return thrown_message([&] { check_resume(saved, to_map(now), "last"); });
  };
  CHECK(message(data).empty());
  TrainData other = data;
  other.train = {0, 2, 1};
  CHECK(message(other) == "last: expected a checkpoint of a run on the same training images, of hash '" +
                              to_map(other).at("training_hash") + "', got one on others, of hash '" +
                              saved.at("training_hash") + "'");
  other = data;
  other.validation.pop_back();
  CHECK(message(other).find("on the same validation images, of hash") != std::string::npos);
  CHECK(thrown_message([&] { check_resume({}, to_map(other), "last"); }).empty());
  images.coarse[2] = 1;
  CHECK(message(data).find("on the same images, of hash") != std::string::npos);
}
