#include "examples/cifar100/run/images.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "bicameral/data/split.hpp"
#include "bicameral/data/synthetic.hpp"

namespace cifar100 {

std::vector<std::uint32_t> image_numbers(std::int64_t count) {
  std::vector<std::uint32_t> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

bicameral::TrainTest load_data(const Settings& s) {
  if (!s.data.empty()) return bicameral::read_cifar100(s.data);
  bicameral::SyntheticSettings synthetic;
  synthetic.train_images = s.synthetic_train_images;
  synthetic.test_images = s.synthetic_test_images;
  synthetic.coarse_classes = s.synthetic_coarse_classes;
  synthetic.fine_per_coarse = s.synthetic_fine_per_coarse;
  return bicameral::make_synthetic(synthetic);
}

RunImages::RunImages(const Settings& settings) : all_(load_data(settings)) {
  if (settings.limit > 0 && settings.limit < all_.train.count())
    all_.train = bicameral::first(all_.train, settings.limit);
  train_hash_ = bicameral::content_hash(all_.train);
  test_hash_ = bicameral::content_hash(all_.test);
  if (settings.validation > 0) {
    bicameral::Split split = bicameral::stratified_split(all_.train.fine, settings.validation, settings.first_seed);
    split_.train = std::move(split.train);
    split_.validation = std::move(split.validation);
  } else {
    split_.train = image_numbers(all_.train.count());
    if (has_quirk(settings, quirk_test_selection)) take_test_images_to_choose();
  }
  split_.images = &all_.train;
}

void RunImages::take_test_images_to_choose() {
  bicameral::Dataset& train = all_.train;
  const int images = train.count();
  bicameral::Dataset both = bicameral::make_dataset(train.shape, std::int64_t{images} + all_.test.count(),
                                                    train.fine_names, train.coarse_names);
  for (const auto& [from, begin] : {std::pair{&train, 0}, std::pair{&all_.test, images}}) {
    std::copy_n(from->fine.begin(), from->fine.size(), both.fine.begin() + begin);
    std::copy_n(from->coarse.begin(), from->coarse.size(), both.coarse.begin() + begin);
    std::copy_n(from->image(0), from->count() * train.shape.size(), both.image(begin));
  }
  split_.validation.resize(static_cast<std::size_t>(all_.test.count()));
  std::iota(split_.validation.begin(), split_.validation.end(), static_cast<std::uint32_t>(images));
  train = std::move(both);
}

}  // namespace cifar100
