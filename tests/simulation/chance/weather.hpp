// Weather: how much goes wrong in a run. Each seed has a weather of its own, in which about half of all that can go
// wrong never does: what is rare in bad weather shows in one where nothing else happens.
#pragma once

#include <chrono>
#include <cstdint>

#include "tests/simulation/chance/randomness.hpp"

namespace hf::simulation {

// Chances per 1000 opportunities.
struct Weather {
    // The daemon's host.
    std::uint32_t crash = 0;             // at each point where the daemon touches the world
    std::uint32_t write_fails = 0;       // nothing of it is on the disk
    std::uint32_t sync_fails = 0;        // nobody knows what is on the disk
    std::uint32_t snapshot_fails = 0;    // writing one
    std::uint32_t snapshot_damaged = 0;  // at a start
    std::uint32_t snapshot_deleted = 0;  // between two starts
    std::uint32_t archive_fails = 0;
    std::uint32_t read_fails = 0;         // of the outcomes of repeated commands
    std::uint32_t provider_left_out = 0;  // of the configuration, at a start
    std::uint32_t clock_steps = 0;        // in a minute
    std::uint32_t stop = 0;               // in a minute: it is stopped and started again
    std::uint32_t disk_fills = 0;         // in a minute: for up to an hour there is little room on its disk, or none

    // The cloud, per call unless it says otherwise.
    std::uint32_t reply_lost = 0;
    std::uint32_t effect_late = 0;  // after the caller has given up
    std::uint32_t call_throws = 0;  // an answer that nobody has thought of
    std::uint32_t gives_part = 0;
    std::uint32_t throttled = 0;
    std::uint32_t refuses_launch = 0;     // quota, invalid, unauthorized
    std::uint32_t refuses_search = 0;     // a right is missing, for a while
    std::uint32_t answers_twice = 0;      // the same machine, in one answer
    std::uint32_t refuses_one = 0;        // of a batch
    std::uint32_t cannot_tell_one = 0;    // of a batch
    std::uint32_t without_address = 0;    // per machine
    std::uint32_t fails_to_boot = 0;      // per machine
    std::uint32_t slow_boot = 0;          // per machine
    std::uint32_t machine_dies = 0;       // per machine that comes up
    std::uint32_t machine_reclaimed = 0;  // per machine that comes up
    std::uint32_t stranger = 0;           // in a minute: a machine with our tags that nobody has ordered
    std::uint32_t forgetful = 0;          // in a minute: for up to an hour answers lack some machines, or all
    std::uint32_t outage = 0;             // in a minute: nothing answers for up to an hour

    // Between clients and daemon.
    std::uint32_t message_lost = 0;
    std::uint32_t message_doubled = 0;
    std::uint32_t message_malformed = 0;
    std::uint32_t client_gives_up = 0;
    std::uint32_t client_repeats_old = 0;  // a command that was answered long ago
    std::uint32_t feed_lost = 0;           // per event and subscriber
    std::uint32_t feed_disconnects = 0;    // per event and subscriber
};

inline Weather weather_of(Randomness& random) {
    const auto some = [&](std::uint32_t most) { return random.coin() ? random.from_to(1, most) : 0; };
    Weather weather;
    weather.crash = some(8);
    weather.write_fails = some(8);
    weather.sync_fails = some(20);
    weather.snapshot_fails = some(200);
    weather.snapshot_damaged = some(300);
    weather.snapshot_deleted = some(300);
    weather.archive_fails = some(300);
    weather.read_fails = some(200);
    weather.provider_left_out = some(300);
    weather.clock_steps = some(50);
    weather.stop = some(50);
    weather.reply_lost = some(200);
    weather.effect_late = some(100);
    weather.call_throws = some(50);
    weather.gives_part = some(300);
    weather.throttled = some(200);
    weather.refuses_launch = some(100);
    weather.refuses_search = some(300);
    weather.answers_twice = some(200);
    weather.refuses_one = some(200);
    weather.cannot_tell_one = some(200);
    weather.without_address = some(300);
    weather.fails_to_boot = some(200);
    weather.slow_boot = some(200);
    weather.machine_dies = some(300);
    weather.machine_reclaimed = some(300);
    weather.stranger = some(200);
    weather.forgetful = some(30);
    weather.outage = some(30);
    weather.message_lost = some(200);
    weather.message_doubled = some(200);
    weather.message_malformed = some(50);
    weather.client_gives_up = some(100);
    weather.client_repeats_old = some(100);
    weather.feed_lost = some(100);
    weather.feed_disconnects = some(30);
    weather.disk_fills = some(100);
    return weather;
}

}  // namespace hf::simulation
