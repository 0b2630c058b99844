#include "bicameral/kernels/partition.hpp"

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("tasks cover all rows, one after the other") {
  for (const std::int64_t rows : {0, 1, 7, 64, 1000})
    for (const std::int64_t per_task : {1, 3, 64, 2000}) {
      const Partition partition{rows, per_task};
      std::int64_t next = 0;
      for (std::int64_t task = 0; task < partition.tasks(); ++task) {
        CHECK(partition.range(task).begin == next);
        CHECK(partition.range(task).count() > 0);
        next = partition.range(task).end;
      }
      CHECK(next == rows);
    }
}

TEST_CASE("tasks hold about the bytes asked for, at least a row") {
  STATIC_REQUIRE(Partition::by_bytes(1000, 10, 100).rows_per_task == 10);
  STATIC_REQUIRE(Partition::by_bytes(1000, 1000, 100).rows_per_task == 1);
  STATIC_REQUIRE(Partition::by_bytes(3, 1, 100).rows_per_task == 3);
  STATIC_REQUIRE(Partition::by_bytes(0, 0, 100).tasks() == 0);
}
