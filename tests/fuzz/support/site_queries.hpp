// The query bus of a lively site, which nothing changes.
//
//     static const SiteQueries site;
//     const Reply reply = site.reply_to(message);   // always one that can be read
//
// Used by one thread.
#pragma once

#include "core/bus/query_bus.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::fuzz {

class SiteQueries {
public:
    SiteQueries();

    [[nodiscard]] Reply reply_to(std::string_view message) const;

    [[nodiscard]] Position position() const { return site_.state().position(); }
    [[nodiscard]] const Codec& codec() const { return site_.codec(); }

private:
    testing::Scenario site_;
    Limits limits_;
    ProviderTypes types_ = testing::in_memory_types();
    const AccessControl access_;
    QueryBus bus_;
};

}  // namespace hf::fuzz
