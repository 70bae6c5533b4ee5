// Reads values as users write them, on the command line and in files.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "core/messages/value.hpp"

namespace hf::ctl {

// Reads JSON if the text is JSON, otherwise takes the text itself: 4, true, ["a","b"], X86_64. (A
// string that looks like a number is written with quotes: "\"4\"".)
Value value_from_text(const std::string& text);

// Reads the value in a file: JSON, or YAML if the name ends in .yaml or .yml; "-" is JSON on
// standard input. The error names the file.
tl::expected<Value, std::string> value_from_file(const std::string& file);

}  // namespace hf::ctl
