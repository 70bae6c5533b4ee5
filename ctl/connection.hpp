// Connection: the daemon that the command line names. It is looked up at its first use, so that
// verbs which need no daemon need no site and no configuration either.
//
//     auto client = connection.open();
//     if (!client) return tell_usage(client.error());
//     (*client)->query(…);
//
// Used by one thread. The error of open() is for people, for example about an unreadable configuration.
#pragma once

#include <optional>

#include "client/client.hpp"
#include "ctl/global_options.hpp"
#include "ctl/present.hpp"

namespace hf::ctl {

class Connection {
public:
    explicit Connection(const GlobalOptions& global) : global_(global) {}

    tl::expected<Client*, std::string> open();
    [[nodiscard]] const GlobalOptions& global() const { return global_; }

private:
    const GlobalOptions& global_;
    std::optional<Client> client_;
};

// The present of the daemon's site; the clock alone where nobody is shown an age, or the daemon doesn't say more.
Present present_at(Client& client, Format shown_as);

}  // namespace hf::ctl
