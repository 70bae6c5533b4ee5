// Client: typed calls to the daemon, one after another.
//
//     Client client(site.endpoints);
//     auto accepted = client.command(CreateRequest{.template_id = {"small"}, .machine_count = 2});
//     if (!accepted) fail(accepted.error().error.message);
//     auto machines = client.query(ListMachines{.request_id = accepted->result.request_id});
//
// A reply that got lost is asked for again under the same id, so a command is carried
// out once however often that takes (P2). A daemon that is busy is asked again when
// it says. Connections are made by the first call that needs them, and kept.
//
// Used by one thread, and starts none of its own. Errors: values; what failed, and why.
// For many calls at once there is client/async_client.hpp.
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

    template <Described C>
    Called<typename C::Result> command(const C& command, const CallOptions& options = {}) {
        return typed<typename C::Result>(
            this->command(C::describe.name, Encoded{wire_codec().encode(command)}, options));
    }
    template <Described Q>
    Called<typename Q::Result> query(const Q& query, const CallOptions& options = {}) {
        return typed<typename Q::Result>(this->query(Q::describe.name, Encoded{wire_codec().encode(query)}, options));
    }

    // By name, with the result as it came.
    Called<Encoded> command(std::string_view type, Encoded body, const CallOptions& options = {});
    Called<Encoded> query(std::string_view type, Encoded body, const CallOptions& options = {});

    [[nodiscard]] const SiteEndpoints& endpoints() const;

    // As client/wire.hpp has them.
    [[nodiscard]] static const Codec& codec() { return wire_codec(); }
    [[nodiscard]] static std::optional<Problem> read(std::string_view msgpack, const TypeInfo& type, void* target) {
        return read_from_daemon(msgpack, type, target);
    }

private:
    std::unique_ptr<Session> session_;
};

}  // namespace hf
