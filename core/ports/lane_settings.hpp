// LaneSettings: how a provider is called. A site may set it per provider.
#pragma once

#include "core/domain/provider/audit.hpp"

namespace hf {

struct LaneSettings {
    std::uint32_t max_calls = 4;
    std::uint32_t calls_per_second = 200;
    std::uint32_t poll_ms = 500;
    std::uint32_t machines_per_call = 100;
    OrphanPolicy orphans = OrphanPolicy::terminate;
    std::uint32_t loss_count = 5;
    std::uint32_t loss_percent = 20;
    std::uint32_t name_within_s = 60;
    std::uint32_t address_within_s = 300;

    static constexpr auto describe = message(
        "lane", "How a provider is called.",
        field<&LaneSettings::max_calls>("max_calls", "most calls at a time").optional().between(1, 64),
        field<&LaneSettings::calls_per_second>("calls_per_second", "most calls per second")
            .optional()
            .between(1, 10'000),
        field<&LaneSettings::poll_ms>(
            "poll_ms",
            "how often machines are looked at, in milliseconds; five times as often while some are about to change")
            .optional()
            .between(10, 3'600'000),
        field<&LaneSettings::machines_per_call>("machines_per_call", "most machines in one call")
            .optional()
            .between(1, 10'000),
        field<&LaneSettings::orphans>("orphans",
                                      "what becomes of orphans, machines of ours there that are not recorded: they are "
                                      "terminated, only reported, or adopted by the request that made them")
            .optional(),
        field<&LaneSettings::loss_count>(
            "loss_count",
            "from how many machines on that are not known there any more, all at once, nothing is ended or recorded as "
            "gone there until the provider answers for them again or an operator releases it")
            .optional()
            .between(1, 1'000'000),
        field<&LaneSettings::loss_percent>("loss_percent", "and only if these are more than this share of its machines")
            .optional()
            .between(0, 100),
        field<&LaneSettings::name_within_s>("name_within_s",
                                            "how long a machine that runs waits for its host name, in seconds; after "
                                            "that it goes by its address")
            .optional()
            .between(0, 86'400),
        field<&LaneSettings::address_within_s>(
            "address_within_s",
            "how long a machine that runs waits for its address, in seconds; after that it is given back with the "
            "reason, and its request asks for another")
            .optional()
            .between(0, 86'400));
};

}  // namespace hf
