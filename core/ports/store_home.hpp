// StoreHome: where a store is at work. A copy of a store has the home of its original, and is distinguished by that.
//
//     if (auto* home = store.home())                         // null: this store keeps none
//         if (!is_settled(*home, here)) home->settle(here);  // once what follows from a move is committed
//
// Called by one thread, at the start, before anything else is appended. Errors: StoreError; after one out of settle()
// the store must not be appended to.
#pragma once

#include <optional>
#include <string>

#include "core/messages/timestamp.hpp"

namespace hf {

struct Home {
    std::string host;       // which host; never shown. Empty: not known
    std::string host_name;  // for people
    std::string file;       // which file on that host, as no copy of it is. Empty: not known
    Timestamp since;

    [[nodiscard]] bool same_place(const Home& other) const { return host == other.host && file == other.file; }
};

class StoreHome {
public:
    virtual ~StoreHome() = default;

    // Where it was last at work; null: no release that keeps it has opened the store.
    [[nodiscard]] virtual std::optional<Home> last() const = 0;
    // The file that it is in now, for Home::file.
    [[nodiscard]] virtual std::string file() const = 0;
    // What was done to the store besides, so that it may not know all machines: "was restored from a backup". Empty:
    // nothing.
    [[nodiscard]] virtual std::string setback() const = 0;

    // From now on it is at work here, and what was done to it is settled. Durable when this returns.
    virtual void settle(const Home& here) = 0;
};

}  // namespace hf
