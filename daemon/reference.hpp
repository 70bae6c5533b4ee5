// The reference of the protocol: a table per command, query and event and one of the errors, made
// of their declarations. docs/REFERENCE.md holds its text; `./dev renew` writes it, and a test compares them.
#pragma once

#include <string>

namespace hf {

// Markdown.
std::string protocol_reference();

}  // namespace hf
