// refused: expected at most 1 errors, got 2
// expect: one mistake
static_assert(false, "one mistake");
static_assert(false, "another mistake");
int main() {}
