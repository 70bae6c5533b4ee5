// Reader: asks queries now and then, and holds their promises against the answers: a query changes nothing (P4), knows
// what was acknowledged to anybody before (P5), gets a clear answer (P7), and lists agree with the aggregates (P9).
//
//     Reader reader(world, door, codec, watch);
//     reader.begin();
//
// Used by one thread.
#pragma once

#include "core/queries/list_machines.hpp"
#include "core/queries/list_requests.hpp"
#include "tests/simulation/people/door.hpp"
#include "tests/simulation/promises/replies.hpp"
#include "tests/simulation/run/world.hpp"

namespace hf::simulation {

class Reader {
public:
    // A number that is the same as long as nothing but the passing of time has changed the world.
    using Fingerprint = std::function<std::uint64_t()>;

    Reader(World& world, Door& door, const Codec& codec, const Replies& replies, Fingerprint fingerprint)
        : world_(world),
          door_(door),
          codec_(codec),
          replies_(replies),
          fingerprint_(std::move(fingerprint)),
          random_(world.random.fork()) {}
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    void begin();
    // Asks one query now.
    void ask();

private:
    template <class Q>
    std::optional<typename Q::Result> answer_to(const Q& query);
    void list_requests();
    void list_machines();
    void count_machines();
    void look_at_one();
    void ask_nonsense();
    void check(const Reply& reply, std::string_view type) const;

    World& world_;
    Door& door_;
    const Codec& codec_;
    const Replies& replies_;
    Fingerprint fingerprint_;
    Randomness random_;
};

}  // namespace hf::simulation
