// Places: where the built programs and the sources are. Known to one file alone, so that
// the objects of all others are the same wherever they are built, and a cache finds them.
#pragma once

#include <string>

namespace hf::testing {

std::string built(const std::string& program);  // "hostfactoryd", with its path
std::string source(const std::string& file);    // "docs/PROTOCOL.md", with its path

}  // namespace hf::testing
