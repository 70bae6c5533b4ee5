// come_home(): a start looks whether the store is where it was at work. One that was moved, copied or restored is in
// quarantine from now on, which is committed before the store is noted to be here.
//
//     const bool is_home = come_home({ids, codec, ledger, committer, models, log}, store.home(), here, moved);
//     register_providers();
//     if (!is_home) come_home({ids, codec, ledger, committer, models, log}, store.home(), here, moved);
//
// Called by one thread, before the committer and the lanes are started. `moved`: an administrator says that the store
// is at work here, so that a quarantine ends. Errors: StoreError.
#pragma once

#include "core/pipeline/committer.hpp"
#include "core/ports/log.hpp"
#include "core/ports/store_home.hpp"

namespace hf {

struct Homecoming {
    IdSource& ids;
    const Codec& codec;
    Ledger& ledger;
    Committer& committer;
    const ReadModels& models;
    Log& log;
};

// `home` null: the store keeps none, and nothing is looked at. `here` is this host, now; the store says which file it
// is. Returns false, and notes nothing, where a quarantine must begin and the store knows no provider that could be in
// it: such a store has lost them together with their machines, which would be ended as orphans.
bool come_home(const Homecoming& with, StoreHome* home, Home here, bool moved);

}  // namespace hf
