#include "tests/fuzz/support/target.hpp"

#include <cstdio>
#include <cstdlib>

namespace hf::fuzz {
namespace {

std::vector<const FuzzTarget*>& targets() {
    static std::vector<const FuzzTarget*> all;
    return all;
}

}  // namespace

FuzzTarget::FuzzTarget(std::string_view name, Feed run) : name_(name), feed_(run) { targets().push_back(this); }

const std::vector<const FuzzTarget*>& FuzzTarget::all() { return targets(); }

void require(bool holds, std::string_view promise) {
    if (holds) return;
    std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(promise.size()), promise.data());
    std::abort();
}

}  // namespace hf::fuzz
