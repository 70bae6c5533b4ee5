// Site: finds this host's hostfactoryd, for programs that talk to it.
//
//     auto site = find_site(option_config);   // nullopt: look in the usual places
//     if (!site) fail(site.error());
//     Client client(site->endpoints);
//
// The usual places, in this order; the first that exists counts:
//     $HOSTFACTORY_CONFIG
//     $HF_PROVIDER_CONFDIR/hostfactory.yaml, $HF_CONFDIR/hostfactory.yaml
//     ~/.config/hostfactory/hostfactoryd.yaml, except for root
//     the default sockets of a daemon of the user's own, when they are there
//     the system's file, /etc/hostfactory/hostfactoryd.yaml (installed_configuration())
//     the default sockets, the user's own first
// The files are the daemon's own configuration; everything but their endpoints, `client`, `plugin` and `store.path` is
// ignored. A directory that stands where the user's own sockets would be, and that others can write to, is refused.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "core/access/key_pair.hpp"
#include "core/access/plugin_settings.hpp"
#include "core/messages/describe.hpp"
#include "site/default_paths.hpp"

namespace hf {

struct SiteEndpoints {
    std::string commands;
    std::string queries;
    std::string events;
    std::optional<ClientKeys> keys{};  // for tcp:// addresses; not part of the description

    [[nodiscard]] bool any_tcp() const {
        return commands.starts_with("tcp://") || queries.starts_with("tcp://") || events.starts_with("tcp://");
    }
    // What to connect with there: the kernel says who is at the other end of ipc://.
    [[nodiscard]] std::optional<ClientKeys> keys_for(const std::string& endpoint) const {
        return endpoint.starts_with("tcp://") ? keys : std::nullopt;
    }

    static constexpr auto describe =
        message("endpoints", "Where the daemon listens: ipc:// or tcp:// addresses of ZeroMQ.",
                field<&SiteEndpoints::commands>("commands", "where commands are taken").between(1, 256),
                field<&SiteEndpoints::queries>("queries", "where queries are answered").between(1, 256),
                field<&SiteEndpoints::events>("events", "where events are published").optional().between(1, 256));
};

struct Site {
    SiteEndpoints endpoints;
    std::string source;       // the file that names the endpoints, or the directory of the sockets
    std::string store;        // the daemon's database file, as its configuration has it; empty where that names none
    PluginSettings plugin{};  // as the file has it; only the Host Factory plug-in looks at it
};

// Finds the daemon. The error is a sentence for people, with the file where there is one.
tl::expected<Site, std::string> find_site(const std::optional<std::string>& file,
                                          const Environment& environment = Environment::of_this_process());

}  // namespace hf
