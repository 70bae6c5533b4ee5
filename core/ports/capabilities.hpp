// Capabilities: what providers of a type can do.
//
//     const Capabilities can = process_capabilities();
//     if (!can.stop_and_start) return refuse(Code::invalid_state, …);
//
// They belong to the type and are known without I/O, so decisions may rest on them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/messages/describe.hpp"

namespace hf {

struct Capabilities {
    bool stop_and_start = false;
    bool reclaims = false;
    std::vector<std::string> provider_apis;
    std::vector<std::string> price_types;
    std::uint32_t machines_per_call = 1;
    std::vector<std::string> template_keys;

    bool operator==(const Capabilities&) const = default;

    static constexpr auto describe = message(
        "Capabilities", "What providers of a type can do.",
        field<&Capabilities::stop_and_start>("stop_and_start",
                                             "whether machines can be stopped and started again as the same machines"),
        field<&Capabilities::reclaims>("reclaims", "whether the provider may take machines back by itself"),
        field<&Capabilities::provider_apis>("provider_apis",
                                            "its ways to make machines; empty: it has one, which needs no name"),
        field<&Capabilities::price_types>("price_types", "the ways to pay that it knows"),
        field<&Capabilities::machines_per_call>("machines_per_call", "most machines that it takes in one launch call"),
        field<&Capabilities::template_keys>("template_keys",
                                            "the keys of a template's configuration that it understands"));
};

}  // namespace hf
