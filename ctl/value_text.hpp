// Values as users write them: on the command line and in files.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "core/messages/value.hpp"

namespace hf::ctl {

// JSON where the text is JSON, else the text itself: 4, true, ["a","b"], X86_64. (A string
// that looks like a number is written with quotes: "\"4\"".)
Value value_from_text(const std::string& text);

// The value in a file: JSON, or YAML where it is called .yaml or .yml; "-" is JSON on
// standard input. The error names the file.
tl::expected<Value, std::string> value_from_file(const std::string& file);

}  // namespace hf::ctl
