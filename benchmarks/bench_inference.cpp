// Inference: of ResNet-9 (and at a quarter of its width), ResNet-18 and ResNet-34, many images at a time and one, and
// of two ResNet-9 hemispheres one after the other; weights are folded and prepared beforehand.
// Usage: bench_inference [--quick] [--threads N] [--batch N] [--only NAME [--rounds N]]
//   --only NAME   one of them in a process of its own: prints one line of JSON with the seconds of N rounds and the
//                 most memory that the process held

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
  const auto add = [&]<class... A>(const std::string& name, std::type_identity<A>...) {
    pieces.push_back({"inference/" + name, batch, pool.threads(), name == "resnet9_width16",
                      [=, &pool] { return inference<A...>(batch, pool); }});
  };
  const auto add_single = [&]<class A>(const std::string& name, std::type_identity<A> network) {
    add(name, network);
    pieces.push_back({"inference/" + name + "/batch1/one_thread", 1, 1, name == "resnet9_width16",
                      [&one] { return inference<A>(1, one); }});
  };
  add_single("resnet9_width16", std::type_identity<Single<ResNet9<16>>>{});
  add_single("resnet9", std::type_identity<Single<ResNet9<64>>>{});
  add_single("resnet18", std::type_identity<Single<ResNet18<64>>>{});
  add_single("resnet34", std::type_identity<Single<ResNet34<64>>>{});
  using Half = std::type_identity<Headless<ResNet9<64>>>;
  add("two_resnet9_hemispheres", Half{}, Half{});
  return run_pieces(count, words, options, pieces);
}
