// The reference of the protocol: a table per command, query and event and one of the errors, made
// of their declarations. docs/PROTOCOL.md holds its text; a test keeps them the same.
#pragma once

#include <string>

namespace hf {

// Markdown.
std::string protocol_reference();

}  // namespace hf
