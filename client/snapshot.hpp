// Reads the daemon's snapshot, all aggregates as they were after one event, so that a view can
// start there without reading all history.
//
//     Client client(site.endpoints);
//     auto snapshot = read_snapshot(client);
//     if (!snapshot) fail(snapshot.error());
//     SiteView view(SiteFold(std::move(snapshot->state)), snapshot->position, snapshot->store_id);
//     Subscriber subscriber(site.endpoints, view.subscription());
//
// If the daemon has no snapshot yet, the result is an empty state at position 0: then the events
// hold everything. Used by the thread that uses the client. Errors: values; unreadable if the
// snapshot's layout is of a version that this library does not know.
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
