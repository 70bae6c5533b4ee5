#include "core/domain/history/upcasters.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace hf {

// NOLINTNEXTLINE(performance-unnecessary-value-param): the check does not see that `step` is moved
void Upcasters::add(std::string type, std::uint32_t from, Step step) {
    const auto [it, fresh] = steps_.try_emplace({std::move(type), from}, std::move(step));
    if (!fresh) throw std::logic_error(fmt::format("{} {} is upcast twice", it->first.first, from));
}

bool Upcasters::has(const std::string& type, std::uint32_t from) const { return steps_.contains({type, from}); }

ValueMap Upcasters::upcast(const std::string& type, std::uint32_t from, std::uint32_t to, ValueMap data) const {
    for (auto version = from; version < to; ++version) {
        const auto step = steps_.find({type, version});
        if (step == steps_.end())
            throw std::runtime_error(fmt::format("nothing takes {} from schema {} to {}", type, version, version + 1));
        data = step->second(std::move(data));
    }
    return data;
}

const Upcasters& released_upcasters() {
    // So far every event has its first schema.
    static const Upcasters none;
    return none;
}

}  // namespace hf
