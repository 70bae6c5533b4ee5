#include "tests/fuzz/support/site_queries.hpp"

#include "core/catalogue.hpp"
#include "tests/fuzz/support/lively_site.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {

SiteQueries::SiteQueries()
    : bus_(site_.codec(), access_,
           {.models = site_.models(),
            .store = site_.store(),
            .limits = limits_,
            .types = types_,
            .clock = site_.clock(),
            .status = [] { return DaemonStatus{}; },
            .statistics = [] { return DaemonStatistics{}; }}) {
    site_.given(lively_site());
    add_every_query(bus_);
}

Reply SiteQueries::reply_to(std::string_view message) const {
    Reply reply;
    require(!codec().decode(bus_.reply_to(message, {}), reply), "every message gets a reply that can be read");
    require((reply.status == ReplyStatus::error) == reply.error.has_value(), "an error is reported, and only an error");
    return reply;
}

}  // namespace hf::fuzz
