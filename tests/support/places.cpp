#include "tests/support/places.hpp"

namespace hf::testing {

std::string built(const std::string& program) { return HOSTFACTORY_BIN_DIR "/" + program; }
std::string source(const std::string& file) { return HOSTFACTORY_SOURCE_DIR "/" + file; }

}  // namespace hf::testing
