// Subscriber: follows the events by the rules of the client library (client/feed/sequence.hpp), and holds P8 against
// what it hands over: every event that it wants, once, in order, as it is on the disk.
//
//     Subscriber subscriber(world, door, codec, disk, {.categories = {Category::machine}});
//     subscriber.follow(feed);
//     if (subscriber.knows_all()) …
//
// Used by one thread.
#pragma once

#include "client/feed/sequence.hpp"
#include "tests/simulation/disk/disk.hpp"
#include "tests/simulation/people/door.hpp"
#include "tests/simulation/people/feed.hpp"

namespace hf::simulation {

class Subscriber {
public:
    Subscriber(World& world, Door& door, const Codec& codec, const Disk& disk, Subscription subscription)
        : world_(world),
          door_(door),
          codec_(codec),
          disk_(disk),
          categories_(subscription.categories),
          sequence_(std::move(subscription)),
          random_(world.random.fork()) {}
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    void follow(Feed& feed);
    // Whether it has handed over all that is on the disk.
    [[nodiscard]] bool knows_all() const;
    [[nodiscard]] Position known() const { return sequence_.known(); }

private:
    void hear(const Feed::Message& message);
    void ask_later();
    void ask();
    void read(EventsRead answer, Position head, std::uint64_t doubts);
    // Begins again after what was pruned, with what the archive has until there.
    void read_archive(std::uint64_t doubts);
    void hand_over(const RecordedEvent& event);
    [[nodiscard]] bool wants(const RecordedEvent& event) const;

    World& world_;
    Door& door_;
    const Codec& codec_;
    const Disk& disk_;
    const std::vector<Category> categories_;
    Sequence sequence_;
    Randomness random_;
    Position last_ = 0;  // that was handed over
    bool asking_ = false;
};

}  // namespace hf::simulation
