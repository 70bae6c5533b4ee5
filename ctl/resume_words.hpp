// What an administrator reads before a site is resumed: what is done at each provider then. A pure function.
#pragma once

#include <string>

#include "core/queries/get_quarantine.hpp"

namespace hf::ctl {

[[nodiscard]] std::string resume_words(const QuarantineReport& report);

}  // namespace hf::ctl
