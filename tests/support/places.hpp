// Places: the paths of the built programs and of the sources. Only one file knows them, so that all
// other objects are the same in every build directory, and a compiler cache finds them.
#pragma once

#include <string>

namespace hf::testing {

std::string built(const std::string& program);  // returns the path of "hostfactoryd", for example
std::string source(const std::string& file);    // returns the path of "docs/PROTOCOL.md", for example

}  // namespace hf::testing
