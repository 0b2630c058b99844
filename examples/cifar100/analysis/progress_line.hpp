#pragma once
// Where work stands, on the terminal.

#include <string>

#include "bicameral/core/progress.hpp"

namespace cifar100 {

/// "  what: done/all images": one line that is written over on a terminal, a line now and then elsewhere.
bicameral::TellProgress progress_line(const std::string& what);

}  // namespace cifar100
