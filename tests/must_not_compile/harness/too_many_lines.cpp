// refused: expected at most 1 lines, got
// expect: one mistake
// most_lines: 1
static_assert(false, "one mistake");
int main() {}
