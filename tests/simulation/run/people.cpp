#include "tests/simulation/run/people.hpp"

#include <fmt/format.h>

#include "tests/simulation/people/names.hpp"

namespace hf::simulation {
namespace {}  // namespace

People::People(World& world, Door& door, const Codec& codec, const Disk& disk, const Replies& replies,
               const std::vector<std::string>& providers, Reader::Fingerprint fingerprint)
    : reader_(world, door, codec, replies, std::move(fingerprint)), wishes_(world.random.fork(), codec, providers) {
    const auto comes = [&](const char* name, std::vector<std::string> asks_for = {}) {
        clients_.emplace_back(world, door, codec, Wishes(world.random.fork(), codec, providers), name,
                              std::move(asks_for));
    };
    comes(administrator);
    comes(user);
    comes(gateway, {user, stranger});
    const std::vector<std::vector<Category>> interests{
        {}, {Category::machine}, {Category::request, Category::template_}};
    for (const auto& categories : interests) {
        Subscription subscription;
        subscription.categories = categories;
        subscribers_.emplace_back(world, door, codec, disk, std::move(subscription));
    }
}

void People::begin(Feed& feed) {
    for (auto& client : clients_) client.begin();
    for (auto& subscriber : subscribers_) subscriber.follow(feed);
    reader_.begin();
}

void People::finish() {
    for (auto& client : clients_) client.finish();
}

void People::give_back(const std::vector<MachineId>& machines) {
    clients_.front().tell(wishes_.return_everything(machines));
}

void People::release(const ProviderName& provider) { clients_.front().tell(wishes_.release(provider)); }

std::optional<std::string> People::wait_for() const {
    for (const auto& client : clients_)
        if (!client.at_rest()) return fmt::format("a client waits for {}", client.waits_for());
    for (const auto& subscriber : subscribers_)
        if (!subscriber.knows_all()) return fmt::format("a subscriber knows all until {}", subscriber.known());
    return std::nullopt;
}

}  // namespace hf::simulation
