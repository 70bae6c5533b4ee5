#include "tests/simulation/promises/replies.hpp"

#include <algorithm>

#include "tests/simulation/promises/broken_promise.hpp"

namespace hf::simulation {

void Replies::left(const Reply& reply, Position read_models) {
    if (reply.status != ReplyStatus::ok) {
        const auto* stored = disk_.outcome_of_command(reply.id);
        const bool for_now = reply.error && info_of(reply.error->code).retryable;
        if (!for_now && stored && stored->accepted)
            broken(Promise::p2_once, "command {} was accepted, and is refused now: {}", reply.id,
                   reply.error ? reply.error->message : "");
        return;
    }
    check_durable(reply);
    check_once(reply);
    if (read_models < *reply.position)
        broken(Promise::p5_read_your_writes, "command {} is answered with position {}, and the read models are at {}",
               reply.id, *reply.position, read_models);
    told_ = std::max(told_, *reply.position);
}

void Replies::check_durable(const Reply& reply) const {
    if (!reply.position || *reply.position > disk_.events.size())
        broken(Promise::p1_durable_before_ok, "command {} is answered with position {}, and the disk ends at {}",
               reply.id, reply.position.value_or(0), disk_.events.size());
    const auto* stored = disk_.outcome_of_command(reply.id);
    if (!stored)
        broken(Promise::p1_durable_before_ok, "command {} is answered ok, and its outcome is not on the disk",
               reply.id);
    if (!stored->accepted || stored->position != *reply.position)
        broken(Promise::p2_once, "command {} is answered ok at {}, and on the disk it is {} at {}", reply.id,
               *reply.position, stored->accepted ? "ok" : "refused", stored->position);
}

void Replies::check_once(const Reply& reply) {
    const auto [first, fresh] =
        first_.try_emplace(reply.id, First{reply.result ? reply.result->msgpack : "", *reply.position});
    if (fresh) return;
    if (!reply.duplicate.value_or(false))
        broken(Promise::p2_once, "command {} is answered ok twice, and the second one is no duplicate", reply.id);
    if (first->second.position != *reply.position ||
        first->second.result != (reply.result ? reply.result->msgpack : ""))
        broken(Promise::p2_once, "command {} was answered with position {}, and gets another outcome at {}", reply.id,
               first->second.position, *reply.position);
}

}  // namespace hf::simulation
