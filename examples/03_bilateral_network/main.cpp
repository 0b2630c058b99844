// A bilateral network: the left hemisphere learns fine classes, the right one coarse classes; both are frozen and
// joined by new heads. The halves are of different types here: the left one wide, the right one narrow.

#include <bicameral/bicameral.hpp>
#include <iostream>
#include <numeric>

using namespace bicameral;

template <int Width>
using Half = Sequential<Image<3, 16, 16>,                                //
                        Conv2d<Width>, BatchNorm, ReLU, MaxPool<2>,      //
                        Conv2d<2 * Width>, BatchNorm, ReLU, MaxPool<2>,  //
                        Residual<Conv2d<2 * Width>, BatchNorm, ReLU>, GlobalAvgPool>;
using Left = Half<16>;
using Right = Half<8>;
using Brain = Bicameral<Frozen<Left>, Frozen<Right>, FineCoarseHeads>;

// Frozen halves need no gradient memory: only the heads keep something from forward to backward.
static_assert(activation_bytes<Brain>(Mode::training, 32, {6, 3}) <
              activation_bytes<ThawedType<Brain>>(Mode::training, 32, {6, 3}) / 50);

int main() {
  const TrainTest pictures = make_synthetic(
      {.coarse_classes = 3, .fine_per_coarse = 2, .train_images = 600, .test_images = 300, .shape = {3, 16, 16}});
  const Classes classes = pictures.train.classes();
  TrainData data{.images = &pictures.train, .train = {}, .validation = {}};
  data.train.resize(static_cast<std::size_t>(pictures.train.count()));
  std::iota(data.train.begin(), data.train.end(), 0U);
  ThreadPool pool(2);
  TrainSettings settings{
      .epochs = 5, .batch = 32, .learning_rate = 3e-3, .schedule = {.kind = ScheduleKind::one_cycle}};

  settings.seed = 1;
  Network<Unilateral<Left, FineHead>> left(classes, settings.seed);
  Trainer(left, data, settings, pool).run();

  settings.seed = 2;
  Network<Unilateral<Right, CoarseHead>> right(classes, settings.seed);
  Trainer(right, data, settings, pool).run();

  settings.seed = 3;
  Network<Brain> brain(classes, settings.seed);
  copy_parameters(left, "hemisphere.", brain, "left.");
  copy_parameters(right, "hemisphere.", brain, "right.");
  Trainer(brain, data, settings, pool).run();

  const EvaluationRecord l = evaluate(left, pictures.test, pool);
  const EvaluationRecord r = evaluate(right, pictures.test, pool);
  const EvaluationRecord b = evaluate(brain, pictures.test, pool);
  std::cout << "left alone, fine:    " << 100 * l.fine->accuracy.top1() << " %\n"
            << "right alone, coarse: " << 100 * r.coarse->accuracy.top1() << " %\n"
            << "both together, fine: " << 100 * b.fine->accuracy.top1()
            << " %, coarse: " << 100 * b.coarse->accuracy.top1() << " %\n";
  return b.fine->accuracy.top1() > 0.25 && b.coarse->accuracy.top1() > 0.4 ? 0 : 1;
}
