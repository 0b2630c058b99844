#include "tests/support/golden_folder.hpp"

namespace bicameral::golden {

std::filesystem::path folder() { return BICAMERAL_GOLDEN_FOLDER; }

}  // namespace bicameral::golden
