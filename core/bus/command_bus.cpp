#include "core/bus/command_bus.hpp"

#include <stdexcept>

namespace hf {

void CommandBus::add(Handler handler) {
    const std::string name(handler.type.name);
    if (!handlers_.try_emplace(name, std::move(handler)).second)
        throw std::logic_error(fmt::format("{} is registered twice", name));
}

Result<Decide> CommandBus::prepare(std::string_view type, std::string_view body, const Caller& caller,
                                   bool with_expected_version) const {
    const auto it = handlers_.find(type);
    if (it == handlers_.end()) return tl::make_unexpected(no_such_handler("command", type, types()));
    if (auto refusal = refusal_of(caller, type, it->second.type.role)) return tl::make_unexpected(std::move(*refusal));
    if (with_expected_version && !it->second.type.versioned) {
        auto meaningless =
            error(Code::validation_error, "{} changes no single aggregate; it takes no expected_version", type);
        meaningless.field = "expected_version";
        return tl::make_unexpected(meaningless);
    }
    return it->second.prepare(body);
}

bool CommandBus::ends_costs(std::string_view type) const {
    const auto it = handlers_.find(type);
    return it != handlers_.end() && it->second.ends_costs;
}

std::vector<MessageType> CommandBus::types() const {
    std::vector<MessageType> result;
    for (const auto& [name, handler] : handlers_) result.push_back(handler.type);
    return result;
}

}  // namespace hf
