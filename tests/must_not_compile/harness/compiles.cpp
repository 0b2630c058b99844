// refused: expected a compiler error, got none
// expect: anything
int main() {}
