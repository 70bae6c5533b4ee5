// Client: sends commands, over a network that loses and doubles messages, to a daemon that comes and goes. It repeats
// a command with the same id until it hears what became of it, or gives up; and sometimes repeats one that was
// answered long ago.
//
//     Client client(world, door, codec, wishes, "client-1", {});
//     client.begin();
//     client.finish();                          // thinks of nothing more; what is pending goes on
//     if (client.at_rest()) …
//
// Used by one thread.
#pragma once

#include <map>

#include "tests/simulation/people/door.hpp"
#include "tests/simulation/people/wishes.hpp"
#include "tests/simulation/run/world.hpp"

namespace hf::simulation {

class Client {
public:
    // `asks_for`: on behalf of whom it asks, now and then.
    Client(World& world, Door& door, const Codec& codec, Wishes wishes, std::string name,
           std::vector<std::string> asks_for)
        : world_(world),
          door_(door),
          codec_(codec),
          wishes_(std::move(wishes)),
          random_(world.random.fork()),
          name_(std::move(name)),
          asks_for_(std::move(asks_for)) {}
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void begin() { think(); }
    void finish() { finishing_ = true; }
    // Sends this, and repeats it until it is answered.
    void tell(Wish wish);
    [[nodiscard]] bool at_rest() const { return pending_.empty(); }
    // What it waits for, in words.
    [[nodiscard]] std::string waits_for() const;

private:
    struct Pending {
        Wish wish;
        std::string message;
        std::uint32_t sent = 0;
    };

    void think();
    [[nodiscard]] Wish somebodys(Wish wish);
    void repeat_old();
    void send_nonsense();
    void send(const std::string& id);
    void transmit(const std::string& id, const std::string& message);
    void heard(const std::string& id, const std::string& reply);
    [[nodiscard]] bool gives_up(const Pending& pending);

    World& world_;
    Door& door_;
    const Codec& codec_;
    Wishes wishes_;
    Randomness random_;
    std::string name_;
    std::vector<std::string> asks_for_;
    std::uint32_t last_ = 0;
    bool finishing_ = false;
    std::map<std::string, Pending> pending_;
    std::vector<std::pair<std::string, std::string>> answered_;  // ids and messages
};

}  // namespace hf::simulation
