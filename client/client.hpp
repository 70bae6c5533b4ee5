// Client: typed calls to the daemon.
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
// Used by one thread. Errors: values; what failed, and why.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <zmq.hpp>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/system/uuid_v7_source.hpp"
#include "adapters/zeromq/request_socket.hpp"
#include "client/site.hpp"
#include "core/bus/envelope.hpp"

namespace hf {

struct CallFailure {
    enum class Kind : std::uint8_t {
        refused,      // the daemon says no; `error` is its own
        unreachable,  // no daemon answers
        timed_out,    // no answer came in time
        unreadable,   // an answer came that makes no sense to us
    };
    Kind kind{};
    Error error;
    std::string id;     // of the message
    bool sent = false;  // though it failed, the daemon may have carried it out
};

template <class R>
struct Replied {
    R result;
    Position position{};     // the last event that the answer reflects
    bool duplicate = false;  // it was answered before; this is that answer
};

template <class R>
using Called = tl::expected<Replied<R>, CallFailure>;

struct CallOptions {
    std::optional<std::string> id;  // else a new one
    std::optional<Version> expected_version;
    std::optional<std::string> correlation_id;
    std::optional<std::chrono::milliseconds> timeout;  // for all attempts together; else the client's
};

class Client {
public:
    struct Options {
        std::chrono::milliseconds timeout{10'000};
        std::chrono::milliseconds patience{1000};      // for a daemon that may be starting
        std::chrono::milliseconds resend_after{5000};  // a reply that takes longer counts as lost
    };

    explicit Client(SiteEndpoints endpoints) : Client(std::move(endpoints), Options{}) {}
    Client(SiteEndpoints endpoints, const Options& options);

    template <Described C>
    Called<typename C::Result> command(const C& command, const CallOptions& options = {}) {
        return typed<typename C::Result>(this->command(C::describe.name, Encoded{codec_.encode(command)}, options));
    }
    template <Described Q>
    Called<typename Q::Result> query(const Q& query, const CallOptions& options = {}) {
        return typed<typename Q::Result>(this->query(Q::describe.name, Encoded{codec_.encode(query)}, options));
    }

    // By name, with the result as it came.
    Called<Encoded> command(std::string_view type, Encoded body, const CallOptions& options = {});
    Called<Encoded> query(std::string_view type, Encoded body, const CallOptions& options = {});

    [[nodiscard]] const Codec& codec() const { return codec_; }
    [[nodiscard]] const SiteEndpoints& endpoints() const { return endpoints_; }
    [[nodiscard]] zmq::context_t& context() { return context_; }

    // Reads what the daemon says: it may know more fields than we do, and it is trusted
    // with more than a client is.
    [[nodiscard]] std::optional<Problem> read(std::string_view msgpack, const TypeInfo& type, void* target) const;

private:
    class Call;

    Called<Encoded> call(std::unique_ptr<RequestSocket>& socket, const std::string& endpoint, const std::string& id,
                         const std::string& message, const CallOptions& options);

    template <class R>
    Called<R> typed(const Called<Encoded>& reply) const {
        if (!reply) return tl::make_unexpected(reply.error());
        Replied<R> replied{{}, reply->position, reply->duplicate};
        if (const auto problem = read(reply->result.msgpack, type_of<R>, &replied.result))
            return tl::make_unexpected(unreadable(*problem));
        return replied;
    }
    [[nodiscard]] static CallFailure unreadable(const Problem& problem);

    SiteEndpoints endpoints_;
    Options options_;
    MsgpackCodec codec_;
    UuidV7Source ids_;
    zmq::context_t context_{1};
    std::unique_ptr<RequestSocket> commands_;
    std::unique_ptr<RequestSocket> queries_;
};

}  // namespace hf
