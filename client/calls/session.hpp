// Session: what every client has: the daemon's endpoints, the rules of its calls, and a
// conversation with each of its sockets.
//
//     Session session(site.endpoints, rules);
//     const auto now = Session::Time::clock::now();
//     session.commands.start(session.command(type, body, options, now, session.deadline(options, now)), done);
//
// One thread uses the conversations; any thread may use the rest.
#pragma once

#include <zmq.hpp>

#include "adapters/system/uuid_v7_source.hpp"
#include "client/calls/conversation.hpp"
#include "client/site.hpp"

namespace hf {

class Session {
public:
    using Time = PendingCall::Time;

    Session(SiteEndpoints where, const CallRules& how)
        : endpoints(std::move(where)),
          rules(how),
          commands(context, endpoints.commands, rules, endpoints.keys_for(endpoints.commands)),
          queries(context, endpoints.queries, rules, endpoints.keys_for(endpoints.queries)) {}

    [[nodiscard]] Time deadline(const CallOptions& options, Time now) const;
    [[nodiscard]] PendingCall command(std::string_view type, Encoded body, const CallOptions& options, Time now,
                                      Time deadline);
    [[nodiscard]] PendingCall query(std::string_view type, Encoded body, const CallOptions& options, Time now,
                                    Time deadline);

    const SiteEndpoints endpoints;
    const CallRules rules;
    UuidV7Source ids;
    zmq::context_t context{1};
    Conversation commands;
    Conversation queries;
};

}  // namespace hf
