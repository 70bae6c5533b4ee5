#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct GetProvider {
    using Result = ProviderAggregate;
    static constexpr auto role = Role::viewer;
    ProviderName name;

    static constexpr auto describe =
        message("GetProvider", "One source of machines.", field<&GetProvider::name>("name", "which"));
};

Answer<ProviderAggregate> answer(const GetProvider& query, const QueryContext& context);

}  // namespace hf
