// Finds where a second document begins in a YAML text, if there is one, without reading any further: for some broken
// texts yaml-cpp 0.7 finds documents without end. The mark is that of the second one's first node.
//
// Errors: YAML::Exception for what can't be read before it.
#pragma once

#include <yaml-cpp/mark.h>

#include <optional>
#include <string>

namespace hf {

std::optional<YAML::Mark> second_document(const std::string& text);

}  // namespace hf
