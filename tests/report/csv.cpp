#include "bicameral/report/csv.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace bicameral;
using bicameral::test::TemporaryFolder;
using bicameral::test::thrown_message;

namespace {

using Fields = std::vector<std::string>;

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("csv_line quotes what needs quotes and nothing else") {
  CHECK(csv_line(Fields{"epoch", "1.5", ""}) == "epoch,1.5,\n");
  CHECK(csv_line(Fields{"a,b", "say \"no\"", "two\nlines", " edge", "± x"}) ==
        "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\" edge\",± x\n");
  CHECK(csv_line(Fields{""}) == "\"\"\n");
}

TEST_CASE("a CSV file begins with its header, grows by rows and goes on where it was") {
  const TemporaryFolder folder;
  const auto path = folder / "metrics.csv";
  {
    CsvFile file(path, {"epoch", "loss"});
    file.append(Fields{"1", "2.5"});
  }
  {
    CsvFile file(path, {"epoch", "loss"});
    file.append(Fields{"2", "a,b"});
  }
  CHECK(content(path) == "epoch,loss\n1,2.5\n2,\"a,b\"\n");
}

TEST_CASE("a CSV file goes on behind its last whole line") {
  const TemporaryFolder folder;
  const auto path = folder.write("metrics.csv", "epoch,loss\n1,2.5\n2,0.");
  CsvFile file(path, {"epoch", "loss"});
  CHECK(content(path) == "epoch,loss\n1,2.5\n");
  file.append(Fields{"2", "0.5"});
  CHECK(content(path) == "epoch,loss\n1,2.5\n2,0.5\n");
}

TEST_CASE("a CSV file refuses rows and headers that do not belong to it") {
  const TemporaryFolder folder;
  const auto path = folder / "metrics.csv";
  CsvFile file(path, {"epoch", "loss"});
  CHECK(thrown_message([&] { file.append(Fields{"1"}); }).find("2 fields in a row, got 1") != std::string::npos);
  CHECK(thrown_message([&] { file.append(Fields{"1", "a\nb"}); }).find("one line") != std::string::npos);
  const std::string message = thrown_message([&] { CsvFile other(path, {"epoch", "accuracy"}); });
  CHECK(message.find(path.string()) == 0);
  CHECK(message.find("epoch,loss") != std::string::npos);
  CHECK(content(path) == "epoch,loss\n");
  CHECK_FALSE(thrown_message([&] { CsvFile none(folder / "no folder" / "a.csv", {"a"}); }).empty());
}
