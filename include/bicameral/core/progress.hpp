#pragma once
// How long work over many images lets others know where it stands.

#include <cstdint>
#include <functional>

namespace bicameral {

/// Hears that `done` of `all` images are done, on the thread that asked for the work; empty where nobody listens.
using TellProgress = std::function<void(std::int64_t done, std::int64_t all)>;

}  // namespace bicameral
