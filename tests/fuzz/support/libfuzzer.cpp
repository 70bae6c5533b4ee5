// What libFuzzer calls. A program for it has exactly one target.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/support/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hf::fuzz::FuzzTarget::all().front()->feed({reinterpret_cast<const char*>(data), size});
    return 0;
}
