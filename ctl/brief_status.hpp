// BriefStatus: the ten lines of GetStatus that a person looks for; counts by status become one line each.
#pragma once

#include "core/messages/value.hpp"

namespace hf::ctl {

// `status` is a StatusReport as a map. What a newer daemon adds to the report is kept.
Value brief_status(const Value& status);

}  // namespace hf::ctl
