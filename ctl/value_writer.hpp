// From Value, in which what is shown is kept, to what it is shown as.
#pragma once

#include "core/messages/convert.hpp"

namespace hf::ctl {

// Writes a value that was read without its type as the type would have it: fields in
// their order, times as times. What the type doesn't know, since a newer daemon said
// it, follows as it is.
void write_as(const Value& value, const TypeInfo* type, TokenSink& sink);

}  // namespace hf::ctl
