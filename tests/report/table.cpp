#include "bicameral/report/table.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("a table lines up words on the left and numbers on the right, by characters") {
  Table table({"network", "fine %", "time", "note"});
  table.add_row({"left", "9.5 ± 0.4", "0:07", "±"});
  table.add_row({"bilateral", "54.2 ± 0.3", "1:02:03", "first\nsecond"});
  table.add_row({"right", "-", "", "-x"});
  CHECK(table.rows() == 3);
  CHECK(table.text() ==
        "network        fine %     time  note\n"
        "---------  ----------  -------  ------------\n"
        "left        9.5 ± 0.4     0:07  ±\n"
        "bilateral  54.2 ± 0.3  1:02:03  first second\n"
        "right               -           -x\n");
}

TEST_CASE("a table in Markdown has its alignment row and escapes bars") {
  Table table({"a|b", "n", "p"});
  table.add_row({"x\ny", "1", "<0.001"});
  table.add_row({"|", "-2.5", "0.04"});
  CHECK(table.markdown() ==
        "| a\\|b   |    n |      p |\n"
        "| ------ | ---: | -----: |\n"
        "| x<br>y |    1 | <0.001 |\n"
        "| \\|     | -2.5 |   0.04 |\n");
}

TEST_CASE("a table without rows is its header, and wrong rows are refused") {
  Table table({"a", "bcd"});
  CHECK(table.text() == "a   bcd\n--  ---\n");
  CHECK(thrown_message([&] { table.add_row({"1"}); }) == "Table::add_row: expected 2 cells, got 1");
  CHECK(table.rows() == 0);
  CHECK(thrown_message([] { Table none({}); }).find("at least one column") != std::string::npos);
}
