// Writes a Value to a sink by the type that describes it.
#pragma once

#include "core/messages/convert.hpp"

namespace hf::ctl {

// Writes a value that was read without its type as the type prescribes: fields in their order, times
// as times. Fields that the type does not know, because a newer daemon sent them, follow unchanged.
void write_as(const Value& value, const TypeInfo* type, TokenSink& sink);

}  // namespace hf::ctl
