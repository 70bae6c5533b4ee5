#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct CapabilityReport {
    ProviderName name;
    std::string type;
    Capabilities capabilities;

    static constexpr auto describe = message(
        "CapabilityReport", "What a provider can do.", field<&CapabilityReport::name>("name", "which"),
        field<&CapabilityReport::type>("type", "which kind of source"), flat<&CapabilityReport::capabilities>());
};

struct GetProviderCapabilities {
    using Result = CapabilityReport;
    static constexpr auto role = Role::viewer;
    ProviderName name;

    static constexpr auto describe = message("GetProviderCapabilities", "What a provider can do.",
                                             field<&GetProviderCapabilities::name>("name", "which"));
};

Answer<CapabilityReport> answer(const GetProviderCapabilities& query, const QueryContext& context);

}  // namespace hf
