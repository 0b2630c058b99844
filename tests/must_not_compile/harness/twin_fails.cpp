// refused: expected its twin to compile, got
// expect: one mistake
static_assert(false, "one mistake");
int main() {}
