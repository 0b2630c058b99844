#include "bicameral/train/checkpoint.hpp"

#include <filesystem>
#include <fstream>
#include <limits>

#include "bicameral/network/convert.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tiny_training.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("A checkpoint brings back every value and counter") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "network.safetensors").string();
  Network<tiny::Brain> network({4, 2}, 1);
  network.counters()[1] = 123456789012345;
  save_checkpoint(path, network, {{"note", "ä\n\""}});
  Network<tiny::Brain> read({4, 2}, 2);
  REQUIRE_FALSE(read == network);
  const SafetensorsFile file = SafetensorsFile::open(path);
  load_checkpoint(file, read);
  CHECK(read == network);
  CHECK(file.metadata().at("note") == "ä\n\"");
  Network<tiny::Brain> by_path({4, 2}, 3);
  load_checkpoint(path, by_path);
  CHECK(by_path == network);
}

TEST_CASE("Tensors in the file have PyTorch's names, shapes and order") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "network.safetensors").string();
  Network<tiny::Fine4> network({4, 2}, 1);
  const ParameterInfo& weight = network.find("hemisphere.conv1.weight");
  std::vector<float> values(6 * 3 * 3 * 3);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  network.write(weight, values);
  save_checkpoint(path, network, {});
  const SafetensorsFile file = SafetensorsFile::open(path);
  const TensorEntry* entry = file.find("hemisphere.conv1.weight");
  REQUIRE(entry != nullptr);
  CHECK(entry->shape == std::vector<std::uint64_t>{6, 3, 3, 3});
  std::vector<float> stored(values.size());
  file.read(*entry, std::as_writable_bytes(std::span(stored)));
  CHECK(stored == values);
  // In memory the first filter's first channel's second tap lies 3 channels x 6 filters further on.
  CHECK(network.values()[weight.offset + 18] == 1.0F);
  for (const char* name : {"hemisphere.bn1.running_mean", "hemisphere.bn1.running_var", "head.fine.bias"})
    CHECK(file.find(name) != nullptr);
  CHECK(file.find("hemisphere.bn1.num_batches_tracked")->type == TensorType::I64);
  CHECK(file.find("hemisphere.bn1.num_batches_tracked")->shape.empty());
}

TEST_CASE("A checkpoint of another network is refused by the tensor that differs, and nothing changes") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "network.safetensors").string();
  save_checkpoint(path, Network<tiny::Brain>({4, 2}, 1), {});
  const SafetensorsFile file = SafetensorsFile::open(path);

  Network<tiny::Brain> more_classes({5, 2}, 2);
  const Network<tiny::Brain> before = more_classes;
  std::string message = thrown_message([&] { load_checkpoint(file, more_classes); });
  CHECK(message.find("'head.fine.weight'") != std::string::npos);
  CHECK(message.find("[5, 12]") != std::string::npos);
  CHECK(message.find("[4, 12]") != std::string::npos);
  CHECK(more_classes == before);

  Network<tiny::Both> single({4, 2}, 2);
  message = thrown_message([&] { load_checkpoint(file, single); });
  CHECK(message.find("'hemisphere.conv1.weight'") != std::string::npos);

  Network<tiny::Brain, double> precise({4, 2}, 2);
  message = thrown_message([&] { load_checkpoint(file, precise); });
  CHECK(message.find("F64") != std::string::npos);
  CHECK(message.find("F32") != std::string::npos);

  // Everything the network needs, and more.
  save_checkpoint(path, Network<tiny::Both>({4, 2}, 1), {});
  Network<tiny::Fine4> less({4, 2}, 1);
  CHECK(thrown_message([&] { load_checkpoint(SafetensorsFile::open(path), less); }).find("head.coarse") !=
        std::string::npos);
}

TEST_CASE("A counter that no training reaches is refused, and nothing changes") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "network.safetensors").string();
  for (const std::int64_t count : {std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
    Network<tiny::Brain> network({4, 2}, 1);
    network.counters()[1] = count;
    save_checkpoint(path, network, {});
    Network<tiny::Brain> other({4, 2}, 2);
    const Network<tiny::Brain> before = other;
    const std::string message = thrown_message([&] { load_checkpoint(SafetensorsFile::open(path), other); });
    CHECK(message.find("num_batches_tracked': expected a count from 0 to 9007199254740992, got " +
                       std::to_string(count)) != std::string::npos);
    CHECK(other == before);
  }
}

TEST_CASE("A checkpoint of a thawed network loads into the frozen one and back") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "network.safetensors").string();
  const Network<tiny::Brain> thawed({4, 2}, 1);
  save_checkpoint(path, thawed, {});
  Network<tiny::FrozenBrain> frozen({4, 2}, 2);
  load_checkpoint(SafetensorsFile::open(path), frozen);
  CHECK(thaw(frozen) == thawed);
  save_checkpoint(path, frozen, {});
  Network<tiny::Brain> again({4, 2}, 3);
  load_checkpoint(SafetensorsFile::open(path), again);
  CHECK(again == thawed);
}

TEST_CASE("A half is loaded from the checkpoint of a single network") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "left.safetensors").string();
  const Network<tiny::Fine4> left({4, 2}, 1);
  save_checkpoint(path, left, {});
  Network<tiny::FrozenBrain> brain({4, 2}, 2);
  const Network<tiny::FrozenBrain> before = brain;
  load_part(SafetensorsFile::open(path), "hemisphere.", brain, "left.");
  CHECK(brain.read(brain.find("left.residual1.conv1.weight")) ==
        left.read(left.find("hemisphere.residual1.conv1.weight")));
  CHECK(brain.read(brain.find("right.conv1.weight")) == before.read(before.find("right.conv1.weight")));
  CHECK(thrown_message([&] {
          load_part(SafetensorsFile::open(path), "other.", brain, "left.");
        }).find("'other.conv1.weight'") != std::string::npos);
  CHECK(thrown_message([&] {
          load_part(SafetensorsFile::open(path), "hemisphere.", brain, "middle.");
        }).find("middle.") != std::string::npos);
}

TEST_CASE("A checkpoint cut short anywhere is refused and changes nothing") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "network.safetensors").string();
  const std::string cut = (folder.path() / "cut.safetensors").string();
  Network<tiny::Fine4> network({4, 2}, 1);
  save_checkpoint(path, network, {});
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  Network<tiny::Fine4> target({4, 2}, 2);
  const Network<tiny::Fine4> before = target;
  for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 97) {
    std::ofstream(cut, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(length));
    CHECK_FALSE(thrown_message([&] { load_checkpoint(SafetensorsFile::open(cut), target); }).empty());
    CHECK(target == before);
  }
}
