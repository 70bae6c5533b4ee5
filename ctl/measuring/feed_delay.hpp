// Measures how long after a command's reply a subscriber has the command's event.
//
//     const auto delay = measure_feed_delay(client, {.events = 100, .duration = 2s}, pause);
//     if (!delay) show(delay.error());   // a sentence for people
#pragma once

#include <tl/expected.hpp>

#include "client/client.hpp"
#include "ctl/measuring/pause.hpp"
#include "ctl/measuring/timings.hpp"

namespace hf::ctl {

struct FeedLoad {
    std::uint32_t events{};  // at most, spread over the duration
    std::chrono::milliseconds duration{};
};

tl::expected<Timing, std::string> measure_feed_delay(Client& client, const FeedLoad& load, const Pause& pause);

}  // namespace hf::ctl
