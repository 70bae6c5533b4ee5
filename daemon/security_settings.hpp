// SecuritySettings: how the daemon knows who connects, and whom it lets in (docs/SECURITY.md). Part of the
// configuration.
#pragma once

#include "core/access/visibility.hpp"
#include "core/domain/values/secret_reference.hpp"
#include "core/messages/describe.hpp"
#include "daemon/endpoints.hpp"

namespace hf {

enum class Mechanism : std::uint8_t { none, curve };
constexpr auto names_of(Mechanism) { return std::to_array<std::string_view>({"none", "curve"}); }

struct SecuritySettings {
    Mechanism mechanism{};
    std::optional<SecretReference> server_key{};
    std::optional<SecretReference> next_server_key{};
    std::optional<Endpoints> next_endpoints{};
    std::optional<std::string> principals{};
    Visibility visibility = Visibility::all;
    bool i_know = false;

    static constexpr auto describe = message(
        "security", "How the daemon knows who connects.",
        field<&SecuritySettings::mechanism>(
            "mechanism",
            "curve: TCP connections are encrypted, and by the keys of known ones alone; "
            "none: anyone who can reach a TCP address may do everything")
            .optional(),
        field<&SecuritySettings::server_key>("server_key", "a reference to the daemon's secret key, for curve"),
        field<&SecuritySettings::next_server_key>(
            "next_server_key", "the secret key that takes the place of server_key, while clients are moved to it"),
        field<&SecuritySettings::next_endpoints>("next_endpoints",
                                                 "where the daemon listens as well, for clients that know it by "
                                                 "next_server_key"),
        field<&SecuritySettings::principals>("principals", "the file of those who may connect, and what they may do")
            .between(1, 4096),
        field<&SecuritySettings::visibility>(
            "visibility",
            "own: requesters see of requests, machines and their events what they have ordered themselves, and follow "
            "by ReadEvents; all: everybody sees everything")
            .optional(),
        field<&SecuritySettings::i_know>("i_know",
                                         "true: other hosts may reach an address without a mechanism, since something "
                                         "else keeps strangers away")
            .optional());
};

}  // namespace hf
