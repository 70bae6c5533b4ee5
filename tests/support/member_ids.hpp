// The ids of a state's members, sorted.
//
//     for (const RequestId& id : member_ids(state.open_requests())) use(id);
#pragma once

#include <algorithm>
#include <vector>

#include "core/domain/state/state.hpp"

namespace hf::testing {

template <class T>
auto member_ids(const Members<T>& members) {
    const auto id_of = [](const T& member) {
        if constexpr (std::is_same_v<T, Request>)
            return member.request_id;
        else
            return member.spec.machine_id;
    };
    std::vector<std::invoke_result_t<decltype(id_of), const T&>> ids;
    for (const auto& member : members) ids.push_back(id_of(member));
    std::ranges::sort(ids);
    return ids;
}

}  // namespace hf::testing
