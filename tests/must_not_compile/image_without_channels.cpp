// A picture needs at least one channel.
// expect: Image: expected positive channels
// most_lines: 8
#include "bicameral/core/shape.hpp"

#ifdef TWIN
constexpr int channels = 1;
#else
constexpr int channels = 0;
#endif

int main() { return bicameral::Image<channels, 1, 1>::shape.height == 1 ? 0 : 1; }
