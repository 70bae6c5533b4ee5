// Client: typed calls to the daemon, one at a time.
//
//     Client client(site.endpoints);
//     auto accepted = client.command(CreateRequest{.template_id = {"small"}, .machine_count = 2});
//     if (!accepted) fail(accepted.error().error.message);
//     auto machines = client.query(ListMachines{.request_id = accepted->result.request_id});
//
// A request whose reply was lost is sent again under the same id, so a command is carried out once
// however often it is sent (P2). A daemon that is busy is asked again when its reply says. The
// first call that needs a connection makes it, and the client keeps it.
//
// Used by one thread; it starts no thread of its own. Errors: values that say what failed, and why.
// client/async_client.hpp is for many calls at once.
#pragma once

#include <memory>

#include "client/call.hpp"
#include "client/site.hpp"

namespace hf {

class Session;

class Client {
public:
    using Options = CallRules;

    explicit Client(SiteEndpoints endpoints) : Client(std::move(endpoints), Options{}) {}
    Client(SiteEndpoints endpoints, const Options& options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Sends a command and waits for its outcome.
    template <Described C>
    Called<typename C::Result> command(const C& command, const CallOptions& options = {}) {
        return typed<typename C::Result>(
            this->command(C::describe.name, Encoded{wire_codec().encode(command)}, options));
    }
    // Asks a query and waits for its outcome.
    template <Described Q>
    Called<typename Q::Result> query(const Q& query, const CallOptions& options = {}) {
        return typed<typename Q::Result>(this->query(Q::describe.name, Encoded{wire_codec().encode(query)}, options));
    }

    // Sends a message by the name of its type; the result is returned as it came, without being decoded.
    Called<Encoded> command(std::string_view type, Encoded body, const CallOptions& options = {});
    Called<Encoded> query(std::string_view type, Encoded body, const CallOptions& options = {});

    [[nodiscard]] const SiteEndpoints& endpoints() const;

    // Decode results as client/wire.hpp does.
    [[nodiscard]] static const Codec& codec() { return wire_codec(); }
    [[nodiscard]] static std::optional<Problem> read(std::string_view msgpack, const TypeInfo& type, void* target) {
        return read_from_daemon(msgpack, type, target);
    }

private:
    std::unique_ptr<Session> session_;
};

}  // namespace hf
