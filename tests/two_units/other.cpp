#include "other.hpp"

#include "bicameral/analysis.hpp"
#include "bicameral/bicameral.hpp"
#include "bicameral/report/html.hpp"
#include "bicameral/report/svg.hpp"

int threads_seen_elsewhere(const bicameral::ThreadPool& pool) { return pool.threads(); }
bicameral::Shape shape_seen_elsewhere() { return bicameral::Image<3, 8, 8>::shape; }
