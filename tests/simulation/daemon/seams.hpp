// Seams: where a fault can be planted between the parts of a simulated daemon. Each function is given a part and says
// what is used in its place; by default the part itself. An object of it lives as long as the run, through all lives of
// the daemon.
#pragma once

#include "core/access/principals.hpp"
#include "core/pipeline/ledger.hpp"
#include "core/pipeline/store_room.hpp"
#include "core/ports/event_archive.hpp"
#include "core/ports/event_publisher.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/provisioning/lane.hpp"
#include "core/read_models/read_models.hpp"

namespace hf::simulation {

class Seams {
public:
    virtual ~Seams() = default;

    // Whom the daemon knows, and what it takes for their rights and limits.
    virtual std::optional<Principals> known(const std::optional<Principals>& principals) { return principals; }
    // Whether a start looks if the store is where it was at work.
    virtual bool looks_for_its_home() { return true; }
    // A daemon starts on what the one before has left; its parts are gone.
    virtual void starts() {}
    // Whether a transaction that was written is synced.
    virtual bool syncs() { return true; }
    // What the committer appends to, with the feed that it publishes to afterwards.
    virtual EventStore& appended_to(EventStore& store, EventPublisher& /*feed*/) { return store; }
    // What the ledger asks for outcomes, and a start reads.
    virtual EventStore& read_from(EventStore& store) { return store; }
    virtual EventPublisher& published_to(EventPublisher& feed) { return feed; }
    virtual SnapshotStore& snapshots(SnapshotStore& snapshots) { return snapshots; }
    virtual EventArchive& archive(EventArchive& archive) { return archive; }
    virtual std::shared_ptr<Provider> called(std::shared_ptr<Provider> provider) { return provider; }
    // What lanes hear of a commit.
    virtual void looked_at(Touched& /*touched*/) {}
    // The read models, after each commit.
    virtual void projected(ReadModels& /*models*/, std::span<const NumberedEvent> /*batch*/) {}
    // Whether a lane's command gets to the ledger, and as what.
    virtual bool is_decided(LaneCommand& /*command*/) { return true; }
    // Whether a lane takes a command for refused when nobody knows what became of it.
    virtual bool takes_unknown_for_refused() { return false; }
    // A reply, before the client gets it.
    virtual void replied(std::string& /*reply*/) {}
    // What commands are refused by for want of room; null: they never are.
    virtual const StoreRoom* room(const StoreRoom& room) { return &room; }
    // Whether the answer to this query is of what its sender may see alone.
    virtual bool filters(const std::string& /*query*/) { return true; }
    // Whether a lane begins with what is unfinished.
    virtual bool takes_up(const ProviderName& /*provider*/) { return true; }
};

}  // namespace hf::simulation
