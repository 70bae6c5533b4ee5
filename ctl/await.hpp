// Waits until the answer to a query shows that something has happened. The feed wakes it.
//
// The failure timed_out is without words, which the caller adds.
#pragma once

#include <thread>

#include "client/subscriber.hpp"

namespace hf::ctl {

template <class Q, class Happened>
Called<typename Q::Result> await(Client& client, const Q& query, Position since, std::chrono::milliseconds timeout,
                                 const Happened& happened) {
    using std::chrono::milliseconds;
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    Subscriber feed(client.endpoints(), {.after = since});
    while (true) {
        auto answer = client.query(query);
        if (!answer || happened(answer->result)) return answer;
        const auto left = std::chrono::floor<milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left <= milliseconds{0}) {
            CallFailure late;
            late.kind = CallFailure::Kind::timed_out;
            return tl::make_unexpected(std::move(late));
        }
        // The feed shows that something happened; the next query shows what.
        if (!feed.next(std::min(left, milliseconds{1000})))
            std::this_thread::sleep_for(std::min(left, milliseconds{50}));
    }
}

}  // namespace hf::ctl
