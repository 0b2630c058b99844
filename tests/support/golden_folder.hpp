#pragma once
// Where the golden files lie. A function and not a macro: a path in the compiler's command line would keep two clones
// from sharing objects.

#include <filesystem>

namespace bicameral::golden {

std::filesystem::path folder();

}  // namespace bicameral::golden
