#pragma once
// What one unit asks of the other.

#include "bicameral/core/parallel.hpp"
#include "bicameral/core/shape.hpp"

int threads_seen_elsewhere(const bicameral::ThreadPool& pool);
bicameral::Shape shape_seen_elsewhere();
