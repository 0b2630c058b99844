// Dropping everything leaves nothing to scale.
// expect: Dropout: expected a percentage from 0 to 99
// most_lines: 30
#include "bicameral/layers/dropout.hpp"

#ifdef TWIN
constexpr int percent = 99;
#else
constexpr int percent = 100;
#endif

int main() { return bicameral::Dropout<percent>::output({3, 1, 1}).channels == 3 ? 0 : 1; }
