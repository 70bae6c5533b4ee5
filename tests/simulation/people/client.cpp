#include "tests/simulation/people/client.hpp"

#include <fmt/format.h>

#include "core/wire/replies.hpp"

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

}  // namespace

void Client::think() {
    world_.schedule.after(random_.between(100ms, 60s), [this] {
        if (finishing_) return;
        if (random_.per_mille(world_.weather.message_malformed))
            send_nonsense();
        else if (random_.per_mille(world_.weather.client_repeats_old))
            repeat_old();
        else if (const auto* models = door_.models())
            tell(somebodys(wishes_.next(*models)));
        think();
    });
}

void Client::tell(Wish wish) {
    auto id = fmt::format("{}-{}", name_, ++last_);
    auto message = message_of(wish, id, std::nullopt, codec_);
    pending_.emplace(id, Pending{std::move(wish), std::move(message)});
    send(id);
}

// Half of what a gateway sends is for itself.
Wish Client::somebodys(Wish wish) {
    if (!asks_for_.empty() && random_.coin()) wish.on_behalf_of = random_.one_of(asks_for_);
    return wish;
}

void Client::repeat_old() {
    if (answered_.empty()) return;
    const auto& [id, message] = random_.one_of(answered_);
    world_.trace.say("client", "{} asks again: {}", name_, id);
    transmit(id, message);
}

// Answered with an error, if it can be answered at all.
void Client::send_nonsense() {
    std::string nonsense;
    for (auto left = random_.below(40); left > 0; --left) nonsense += static_cast<char>(random_.below(256));
    transmit({}, nonsense);
}

void Client::send(const std::string& id) {
    auto& pending = pending_.at(id);
    ++pending.sent;
    world_.trace.say("client", "{}{}: {}", id, pending.sent > 1 ? " again" : "", pending.wish.type);
    // One that has waited for too long in the daemon is not worth carrying out; it is sent again with another deadline.
    if (random_.below(8) == 0) pending.message = message_of(pending.wish, id, random_.from_to(1, 100), codec_);
    transmit(id, pending.message);
    world_.schedule.after(random_.between(500ms, 20s), [this, id, sent = pending.sent] {
        const auto it = pending_.find(id);
        if (it == pending_.end() || it->second.sent != sent) return;
        if (!gives_up(it->second)) return send(id);
        world_.trace.say("client", "{} gives up", id);
        pending_.erase(it);
    });
}

bool Client::gives_up(const Pending& pending) {
    return pending.sent > 1 && random_.per_mille(world_.weather.client_gives_up);
}

void Client::transmit(const std::string& id, const std::string& message) {
    for (auto copies = random_.per_mille(world_.weather.message_doubled) ? 2 : 1; copies > 0; --copies) {
        if (random_.per_mille(world_.weather.message_lost)) continue;
        world_.schedule.after(random_.between(10us, 5ms), [this, id, message] {
            door_.submit(message, name_, [this, id](const std::string& reply) {
                if (random_.per_mille(world_.weather.message_lost)) return;
                world_.schedule.after(random_.between(10us, 5ms), [this, id, reply] { heard(id, reply); });
            });
        });
    }
}

void Client::heard(const std::string& id, const std::string& reply) {
    const auto it = pending_.find(id);
    if (it == pending_.end()) return;
    Reply decoded;
    if (codec_.decode(reply, decoded, UnknownFields::ignore)) return;
    // Nobody knows what became of it: it is sent again when its time is over.
    if (decoded.error && decoded.error->retryable) return;
    world_.trace.say("client", "{}: {}", id, decoded.error ? decoded.error->message : "ok");
    answered_.emplace_back(id, it->second.message);
    pending_.erase(it);
}

std::string Client::waits_for() const {
    return pending_.empty() ? "nothing"
                            : fmt::format("{} ({})", pending_.begin()->first, pending_.begin()->second.wish.type);
}

}  // namespace hf::simulation
