// Where a view may begin, so that it needn't read all history: all aggregates as they were
// after one event.
//
//     Client client(site.endpoints);
//     const auto snapshot = read_snapshot(client);
//     if (!snapshot) fail(snapshot.error());
//     SiteView view(SiteFold(std::move(snapshot->state)), snapshot->position, snapshot->store_id);
//     Subscriber subscriber(site.endpoints, view.subscription());
//
// Position 0, and a state of nothing, where the daemon has no snapshot yet: then everything is
// in the events. Used by the thread that uses the client. Errors: values; unreadable, where
// the snapshot is of a daemon whose layout of it this version doesn't know.
#pragma once

#include "client/client.hpp"
#include "core/domain/state/state.hpp"

namespace hf {

struct SiteSnapshot {
    State state;
    Position position{};
    std::string store_id;
};

tl::expected<SiteSnapshot, CallFailure> read_snapshot(Client& client);

}  // namespace hf
