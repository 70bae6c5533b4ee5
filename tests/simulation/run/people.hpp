// People: all who have to do with the daemon from outside: clients, subscribers and a reader.
//
//     People people(world, door, …);
//     people.begin(feed);
//     people.finish();
//     if (const auto waits = people.wait_for()) …       // the first thing that somebody still waits for
#pragma once

#include <list>

#include "tests/simulation/people/client.hpp"
#include "tests/simulation/people/reader.hpp"
#include "tests/simulation/people/subscriber.hpp"

namespace hf::simulation {

class People {
public:
    People(World& world, Door& door, const Codec& codec, const Disk& disk, const Replies& replies,
           const std::vector<std::string>& providers, Reader::Fingerprint fingerprint);

    void begin(Feed& feed);
    // They think of nothing more, and wait for what they have asked for.
    void finish();
    void release(const ProviderName& provider);
    void give_back(const std::vector<MachineId>& machines);
    [[nodiscard]] std::optional<std::string> wait_for() const;

private:
    std::list<Client> clients_;
    std::list<Subscriber> subscribers_;
    Reader reader_;
    Wishes wishes_;
};

}  // namespace hf::simulation
