// Between described values and Value, in which what is shown is kept.
#pragma once

#include "core/messages/describe.hpp"

namespace hf::ctl {

// Any described value as a Value; its times are numbers of microseconds.
Value value_of(const TypeInfo& type, const void* object);

// Writes a value that was read without its type as the type would have it: fields in
// their order, times as times. What the type doesn't know, since a newer daemon said
// it, follows as it is.
void write_as(const Value& value, const TypeInfo* type, TokenSink& sink);

}  // namespace hf::ctl
