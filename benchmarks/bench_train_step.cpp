// Training steps: forward, loss, backward, Adam; of ResNet-9 (and at a quarter of its width, and on one thread),
// ResNet-18, ResNet-34, and of the heads of a network whose two ResNet-9 hemispheres are frozen. Usage:
// bench_train_step [--quick] [--threads N] [--batch N] [--only NAME [--rounds N]]
//   --only NAME   one of them in a process of its own: prints one line of JSON with the seconds of N steps and the most
//                 memory that the process held

#include "benchmarks/support/networks.hpp"
#include "benchmarks/support/pieces.hpp"

int main(int count, char** words) {
  using namespace bicameral;
  using namespace bicameral::benchmarks;
  const Options options = take_options(count, words, 128);
  ThreadPool pool(options.threads);
  ThreadPool one(1);
  const int batch = options.quick ? 2 : options.batch;
  std::vector<Piece> pieces;
  const auto add = [&]<class A>(std::type_identity<A>, const char* name, ThreadPool& workers, bool quick = false) {
    pieces.push_back(
        {name, batch, workers.threads(), quick, [=, &workers] { return training_step<A>(batch, workers); }});
  };
  using Whole = std::type_identity<Single<ResNet9<64>>>;
  add(std::type_identity<Single<ResNet9<16>>>{}, "train_step/resnet9_width16", pool, true);
  add(Whole{}, "train_step/resnet9", pool);
  add(Whole{}, "train_step/resnet9/one_thread", one);
  add(std::type_identity<Single<ResNet18<64>>>{}, "train_step/resnet18", pool);
  add(std::type_identity<Single<ResNet34<64>>>{}, "train_step/resnet34", pool);
  add(std::type_identity<FrozenHalves>{}, "train_heads/bilateral_resnet9", pool);
  return run_pieces(count, words, options, pieces);
}
