// Grows a message from its declaration: bytes decide which fields are given and what is in them. Most of it is valid,
// so that it reaches the handlers, which bytes that are made up as msgpack seldom do.
//
//     const Value body = grown_value(*type.body, bytes, {"small", "req-a"});
//
// Words are what texts are chosen from; a text may also be taken from the bytes.
#pragma once

#include <span>
#include <string>

#include "core/messages/type_info.hpp"
#include "core/messages/value.hpp"
#include "tests/fuzz/support/bytes.hpp"

namespace hf::fuzz {

Value grown_value(const TypeInfo& type, Bytes& bytes, std::span<const std::string_view> words);

}  // namespace hf::fuzz
