// Pause: waits for a while, and tells whether the user has interrupted the program meanwhile.
#pragma once

#include <chrono>
#include <functional>

namespace hf::ctl {

// Returns true as soon as the user wants an end, and on every later call.
using Pause = std::function<bool(std::chrono::milliseconds)>;

}  // namespace hf::ctl
