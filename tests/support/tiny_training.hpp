#pragma once
// A network and pictures so small that training them takes milliseconds.

#include <cstdint>
#include <numeric>
#include <string>

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/data/dataset.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"
#include "bicameral/train/trainer.hpp"
#include "tests/catch.hpp"

namespace tiny {

using namespace bicameral;

using Half = Sequential<Image<3, 8, 8>, Conv2d<6>, BatchNorm, ReLU, MaxPool<2>, Residual<Conv2d<6>, BatchNorm, ReLU>,
                        Dropout<20>, GlobalAvgPool>;
using Fine4 = Unilateral<Half, FineHead>;
using Both = Unilateral<Half, FineCoarseHeads>;
using Brain = Bicameral<Half, Half, FineCoarseHeads>;
using FrozenBrain = Bicameral<Frozen<Half>, Frozen<Half>, FineCoarseHeads>;

/// Random pictures whose brightness and stripes depend a little on the class: 2 coarse classes of 2 fine ones.
inline Dataset pictures(int count) {
  Dataset data;
  data.shape = {3, 8, 8};
  data.pixels = xt::xtensor<std::uint8_t, 4>::from_shape({static_cast<std::size_t>(count), 3, 8, 8});
  data.fine_names = {"a", "b", "c", "d"};
  data.coarse_names = {"ab", "cd"};
  RandomStream stream(7, Purpose::synthesize, "tiny");
  for (int i = 0; i < count; ++i) {
    const int fine = i % 4;
    data.fine.push_back(fine);
    data.coarse.push_back(fine / 2);
    for (std::size_t k = 0; k < 192; ++k) {
      const auto x = static_cast<int>(k % 8);
      const int pattern = (fine % 2 == 0 ? x % 2 : x / 4) * 60 + (fine / 2) * 50;
      data.pixels.data()[static_cast<std::size_t>(i) * 192 + k] =
          static_cast<std::uint8_t>(pattern + static_cast<int>(stream.below(100)));
    }
  }
  return data;
}

inline TrainData train_data(const Dataset& data, int validation = 0) {
  TrainData result{&data, {}, {}, {}};
  for (int i = 0; i < data.count(); ++i)
    (i < data.count() - validation ? result.train : result.validation).push_back(static_cast<std::uint32_t>(i));
  return result;
}

inline TrainSettings settings(int epochs) {
  TrainSettings s;
  s.epochs = epochs;
  s.batch = 16;
  s.learning_rate = 1e-2;
  s.schedule.kind = ScheduleKind::one_cycle;
  s.seed = 5;
  return s;
}

/// Trains to the end in one go and returns the network.
template <class A>
Network<A> trained(const TrainData& data, const TrainSettings& settings, int threads) {
  ThreadPool pool(threads);
  Network<A> network(data.images->classes(), settings.seed);
  Trainer<A>(network, data, settings, pool).run();
  return network;
}

/// Trains, stopping after `steps` steps in all, saving, and going on with a new trainer and another number of threads.
template <class A>
Network<A> trained_in_two_sittings(const TrainData& data, const TrainSettings& settings, int steps,
                                   const std::string& folder) {
  const CheckpointFiles files{folder + "/last.safetensors", folder + "/best.safetensors"};
  {
    ThreadPool pool(1);
    Network<A> network(data.images->classes(), settings.seed);
    int done = 0;
    const TrainResult result =
        Trainer<A>(network, data, settings, pool, files)
            .run({.on_step = [&](const StepReport&) { ++done; }, .stop_requested = [&] { return done >= steps; }});
    REQUIRE_FALSE(result.finished);
    REQUIRE(done == steps);
  }
  ThreadPool pool(3);
  Network<A> network(data.images->classes(), 999);  // other weights: all must come from the file
  Trainer<A> trainer(network, data, settings, pool, files);
  trainer.resume(files.last);
  REQUIRE(trainer.run().finished);
  return network;
}

}  // namespace tiny
