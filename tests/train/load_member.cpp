#include "bicameral/train/load_member.hpp"

#include "bicameral/network/convert.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Pair = Ensemble<tiny::Brain, 2>;

}  // namespace

TEST_CASE("An ensemble is put together from the checkpoints of its members, and says what they say") {
  const TemporaryFolder folder;
  std::vector<Network<tiny::Brain>> members;
  Network<Pair> network({4, 2}, 9);
  for (int m = 1; m <= 2; ++m) {
    members.emplace_back(Classes{4, 2}, static_cast<std::uint64_t>(m));
    members.back().counters()[1] = 40 + m;
    const std::string path = (folder.path() / std::to_string(m)).string();
    // As a trainer writes it: with the state of the optimizer.
    std::vector<float> moments(members.back().trainable().size(), 1.0F);
    save_checkpoint<tiny::Brain, float>(path, members.back(), {}, {{"optimizer.first", moments}});
    load_member(path, network, m);
  }
  for (int m = 1; m <= 2; ++m) {
    Network<tiny::Brain> again({4, 2}, 9);
    copy_parameters(network, "member" + std::to_string(m) + ".", again, "");
    CHECK(again == members[static_cast<std::size_t>(m - 1)]);
  }
  // Frozen halves have the same names.
  Network<FrozenType<Pair>> frozen({4, 2}, 9);
  load_member(SafetensorsFile::open((folder.path() / "1").string()), frozen, 1);
  load_member(SafetensorsFile::open((folder.path() / "2").string()), frozen, 2);
  CHECK(thaw(frozen) == network);

  // Two equal members say what one says.
  load_member((folder.path() / "1").string(), network, 2);
  const Dataset pictures = tiny::pictures(32);
  ThreadPool pool(1);
  const EvaluationRecord one = evaluate(members[0], pictures, pool);
  const EvaluationRecord two = evaluate(network, pictures, pool);
  CHECK(two.fine->accuracy.top1() == one.fine->accuracy.top1());
  CHECK(two.coarse->accuracy.top1() == one.coarse->accuracy.top1());
}

TEST_CASE("A member that the ensemble has not, and another network's checkpoint, are refused and change nothing") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "network").string();
  save_checkpoint(path, Network<tiny::Brain>({4, 2}, 1), {});
  Network<Pair> network({4, 2}, 2);
  const Network<Pair> before = network;
  for (const int number : {-1, 0, 3})
    CHECK(thrown_message([&] { load_member(path, network, number); }) ==
          "load_member: expected a member from 1 to 2, got " + std::to_string(number));

  Network<Ensemble<tiny::Brain, 2>> more_classes({5, 2}, 2);
  std::string message = thrown_message([&] { load_member(path, more_classes, 1); });
  CHECK(message.find("'head.fine.weight'") != std::string::npos);
  CHECK(message.find("[5, 12]") != std::string::npos);

  Network<Ensemble<tiny::Fine4, 2>> singles({4, 2}, 2);
  const Network<Ensemble<tiny::Fine4, 2>> singles_before = singles;
  message = thrown_message([&] { load_member(path, singles, 1); });
  CHECK(message.find("no tensor 'left.") != std::string::npos);
  // All that the member needs, and a head more.
  save_checkpoint(path, Network<tiny::Both>({4, 2}, 1), {});
  message = thrown_message([&] { load_member(path, singles, 2); });
  CHECK(message.find("'head.coarse.weight'") != std::string::npos);
  CHECK(singles == singles_before);
  // Less than the member needs.
  save_checkpoint(path, Network<tiny::Fine4>({4, 2}, 1), {});
  Network<Ensemble<tiny::Both, 2>> both({4, 2}, 2);
  message = thrown_message([&] { load_member(path, both, 2); });
  CHECK(message.find("'head.coarse.weight'") != std::string::npos);
  // The whole ensemble is no member.
  save_checkpoint(path, network, {});
  message = thrown_message([&] { load_member(path, network, 1); });
  CHECK(message.find("'member1.") != std::string::npos);
  CHECK(network == before);
  CHECK(thrown_message([&] { load_member((folder.path() / "none").string(), network, 1); }).find("none") !=
        std::string::npos);
}
