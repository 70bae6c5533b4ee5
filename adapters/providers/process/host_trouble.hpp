// Trouble with the host: inside this provider an exception (std::system_error), for its callers a value.
//
//     const bool known = apart([&] { look(id); });           // one machine's trouble is not that of the others
//     return answering([&] { return machines_of(token); });  // a ProviderResult
#pragma once

#include <span>
#include <string>
#include <system_error>
#include <type_traits>

#include "adapters/providers/process/processes.hpp"
#include "core/ports/provider.hpp"

namespace hf::process {

template <class F>
auto answering(F&& body) -> ProviderResult<decltype(body())> {
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return {};
        } else {
            return body();
        }
    } catch (const std::system_error& e) {
        return tl::make_unexpected(ProviderError{ProviderErrorKind::unreachable, e.what()});
    }
}

// Returns whether the body ran to its end. Trouble with one machine's directory must not hide the other machines;
// what the host is short of concerns all of them, and is thrown on.
template <class F>
bool apart(F&& body) {
    try {
        body();
        return true;
    } catch (const std::system_error& e) {
        if (host_is_short(e.code().value())) throw;
        return false;
    }
}

// Acts on each machine; the first error is returned at the end. One machine that gives trouble must not keep the order
// from the others.
template <class F>
ProviderResult<void> for_each_of(std::span<const std::string> machine_ids, F&& act) {
    ProviderResult<void> result;
    for (const auto& id : machine_ids) {
        const auto done = answering([&] { act(id); });
        if (!done && result) result = done;
    }
    return result;
}

}  // namespace hf::process
