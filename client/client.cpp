#include "client/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <thread>

#include "adapters/zeromq/unix_listener.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds between_attempts = 200ms;

// Replies are bounded by the daemon's limits.reply_bytes; this only stops nonsense.
constexpr DecodeLimits limits_of_replies{64, 50'000'000};

using Why = CallFailure::Kind;

CallFailure failure(Why kind, Code code, std::string message) {
    CallFailure result;
    result.kind = kind;
    result.error.code = code;
    result.error.message = std::move(message);
    return result;
}

// ZeroMQ's reasons, but for the usual one, which gets the advice that helps.
std::string unreachable_text(const std::string& endpoint, const std::string& reason) {
    if (const auto name = zeromq::unix_name(endpoint)) {
        const int why = zeromq::probe(*name);
        if (why != ENOENT && why != ECONNREFUSED) return reason;
    }
    return fmt::format("no hostfactoryd answers at {}; is it running? (systemctl status hostfactoryd)", endpoint);
}

}  // namespace

Client::Client(SiteEndpoints endpoints, const Options& options) : endpoints_(std::move(endpoints)), options_(options) {}

std::optional<Problem> Client::read(std::string_view msgpack, const TypeInfo& type, void* target) const {
    Decoder decoder(type, target, UnknownFields::ignore, limits_of_replies);
    auto broken = codec_.parse(msgpack, decoder);
    if (decoder.problem()) return decoder.problem();
    if (broken) return Problem{{}, std::move(*broken)};
    return std::nullopt;
}

CallFailure Client::unreadable(const Problem& problem) {
    return failure(Why::unreadable, Code::malformed,
                   fmt::format("the daemon's answer is not understood: {} {}",
                               problem.path.empty() ? "it" : problem.path, problem.message));
}

Called<Encoded> Client::command(std::string_view type, Encoded body, const CallOptions& options) {
    CommandEnvelope envelope;
    auto& common = envelope.common;
    common.v = protocol_version;
    common.id.value = options.id.value_or(ids_.next());
    common.type = type;
    common.body = std::move(body);
    common.correlation_id = options.correlation_id;
    // So that it isn't carried out when nobody waits for it any more.
    common.deadline_ms = static_cast<std::uint64_t>(options.timeout.value_or(options_.timeout).count());
    envelope.expected_version = options.expected_version;
    return call(commands_, endpoints_.commands, common.id.value, codec_.encode(envelope), options);
}

Called<Encoded> Client::query(std::string_view type, Encoded body, const CallOptions& options) {
    QueryEnvelope envelope;
    envelope.v = protocol_version;
    envelope.id.value = options.id.value_or(ids_.next());
    envelope.type = type;
    envelope.body = std::move(body);
    envelope.correlation_id = options.correlation_id;
    return call(queries_, endpoints_.queries, envelope.id.value, codec_.encode(envelope), options);
}

// One message until it is answered, or the time is over.
class Client::Call {
public:
    Call(const Client& client, RequestSocket& socket, const std::string& endpoint, const std::string& id)
        : client_(client), socket_(socket), endpoint_(endpoint), id_(id) {}

    Called<Encoded> make(const std::string& message, steady_clock::time_point deadline) {
        while (true) {
            const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
            if (left <= 0ms) return fail(last_);
            attempt(message, std::min(left, client_.options_.resend_after));
            if (final_) return reply_.status == ReplyStatus::ok ? succeed() : fail(last_);
            std::this_thread::sleep_for(std::min<steady_clock::duration>(pause_, deadline - steady_clock::now()));
        }
    }

private:
    void attempt(const std::string& message, milliseconds timeout) {
        reply_ = Reply{};
        reply_.status = ReplyStatus::error;
        const auto got = socket_.request(message, timeout, [&](std::string_view bytes) { return is_mine(bytes); });
        if (!got)
            not_answered(got.error());
        else
            answered();
    }

    void not_answered(const RequestFailure& why) {
        pause_ = 0ms;
        if (why.kind == RequestFailure::Kind::unreachable) {
            last_ = failure(Why::unreachable, Code::internal, unreachable_text(endpoint_, why.text));
            // Once it has been sent, only the daemon knows what became of it: worth waiting for.
            final_ = !sent_;
            pause_ = between_attempts;
            return;
        }
        sent_ = true;
        last_ = failure(Why::timed_out, Code::deadline_exceeded, why.text);
    }

    void answered() {
        sent_ = true;
        final_ = true;
        if (problem_) {
            last_ = unreadable(*problem_);
        } else if (reply_.status == ReplyStatus::error) {
            last_ = failure(Why::refused, Code::internal, "the daemon gave no reason");
            if (reply_.error) last_.error = *reply_.error;
            sent_ = false;
            if (!last_.error.retryable || !last_.error.retry_after_ms) return;
            final_ = false;
            pause_ = milliseconds{*last_.error.retry_after_ms};
        }
    }

    bool is_mine(std::string_view bytes) {
        Reply reply;
        problem_ = client_.read(bytes, type_of<Reply>, &reply);
        // One that can't be read may be anybody's; but nobody else is asked here.
        if (!problem_ && !reply.id.empty() && reply.id != id_) return false;
        reply_ = std::move(reply);
        if (problem_) reply_.status = ReplyStatus::error;
        return true;
    }

    Called<Encoded> succeed() {
        Encoded nothing{std::string(1, '\x80')};
        return Replied<Encoded>{reply_.result ? std::move(*reply_.result) : std::move(nothing),
                                reply_.position.value_or(0), reply_.duplicate.value_or(false)};
    }
    Called<Encoded> fail(CallFailure why) {
        why.id = id_;
        why.sent = sent_;
        return tl::make_unexpected(std::move(why));
    }

    const Client& client_;
    RequestSocket& socket_;
    const std::string& endpoint_;
    const std::string& id_;
    Reply reply_;
    std::optional<Problem> problem_;
    CallFailure last_ = failure(Why::timed_out, Code::deadline_exceeded, "there was no time to ask");
    bool sent_ = false;
    bool final_ = false;
    milliseconds pause_{};
};

Called<Encoded> Client::call(std::unique_ptr<RequestSocket>& socket, const std::string& endpoint, const std::string& id,
                             const std::string& message, const CallOptions& options) {
    try {
        if (!socket)
            socket = std::make_unique<RequestSocket>(context_, endpoint,
                                                     RequestSocket::Options{.patience = options_.patience});
    } catch (const std::runtime_error& senseless) {
        return tl::make_unexpected(failure(Why::unreachable, Code::validation_error, senseless.what()));
    }
    return Call(*this, *socket, endpoint, id)
        .make(message, steady_clock::now() + options.timeout.value_or(options_.timeout));
}

}  // namespace hf
