// refused: expected a message that matches 'a shape mistake'
// expect: a shape mistake
static_assert(false, "another mistake");
int main() {}
