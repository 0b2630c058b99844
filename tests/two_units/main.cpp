// Two units that include everything link into one program, and agree on what they share.
#include "bicameral/analysis.hpp"
#include "bicameral/bicameral.hpp"
#include "bicameral/report/html.hpp"
#include "bicameral/report/svg.hpp"

#include "other.hpp"

int main() {
  const bicameral::ThreadPool pool(1);
  const bool agree =
      threads_seen_elsewhere(pool) == pool.threads() && shape_seen_elsewhere() == bicameral::Image<3, 8, 8>::shape;
  return agree ? 0 : 1;
}
