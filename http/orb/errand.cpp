#include "http/orb/errand.hpp"

#include "client/wire.hpp"
#include "http/api/bodies.hpp"

namespace hf::http::orb {
namespace {

// A longer answer is read by a worker, since the thread that brings it has others to bring.
constexpr std::size_t longest_answer_at_once = 8 * 1024;

}  // namespace

std::shared_ptr<Errand> Errand::begin(Daemon& daemon, Workers& workers, CallOptions options, Respond respond) {
    return std::shared_ptr<Errand>(new Errand(daemon, workers, std::move(options), std::move(respond)));
}

Errand::Errand(Daemon& daemon, Workers& workers, CallOptions options, Respond respond)
    : daemon_(daemon), workers_(workers), options_(std::move(options)), respond_(std::move(respond)) {}

void Errand::ask(std::string_view query, ValueMap body, Then then, Refused refused) {
    call(query, false, std::move(body), options_, std::move(then), std::move(refused));
}

void Errand::send(std::string_view command, ValueMap body, Then then, Refused refused) {
    call(command, true, std::move(body), options_, std::move(then), std::move(refused));
}

void Errand::send_for(Version version, std::string_view command, ValueMap body, Then then) {
    auto options = options_;
    options.expected_version = version;
    call(command, true, std::move(body), options, std::move(then), {});
}

void Errand::call(std::string_view name, bool is_command, ValueMap body, const CallOptions& options, Then then,
                  Refused refused) {
    const auto* message = Messages::of_the_catalogue().find(name, is_command);
    const auto take = [self = shared_from_this(), message, then = std::move(then),
                       refused = std::move(refused)](Called<Encoded> called) {
        if (!called || called->result.msgpack.size() <= longest_answer_at_once)
            return self->conclude(*message, called, then, refused);
        const auto held = std::make_shared<Called<Encoded>>(std::move(called));
        self->workers_.run([=] { self->conclude(*message, *held, then, refused); });
    };
    daemon_.call({message->type.name, is_command, Encoded{wire_codec().encode(body)}, options}, take);
}

void Errand::conclude(const MessageOfApi& message, const Called<Encoded>& called, const Then& then,
                      const Refused& refused) try {
    if (message.is_command) command_id_ = called ? called->id : called.error().id;
    if (!called) {
        auto failure = called.error();
        const bool is_refusal = failure.kind == CallFailure::Kind::refused;
        if (is_refusal && refused && refused(failure.error)) return;
        if (!is_refusal && message.is_command && failure.sent)
            failure.error.message += "; it may have been carried out all the same";
        return respond(fault_of(failure, about_));
    }
    const auto json = json_of_result(called->result.msgpack, *message.type.result);
    if (!json) return respond(fault_of(Refusal::unreadable_answer, json.error()));
    then(*json);
} catch (const std::exception& bug) {
    respond(fault_of(Refusal::internal, bug.what()));
}

void Errand::later(std::chrono::milliseconds pause, std::function<void()> then) {
    workers_.run_after(pause, [self = shared_from_this(), then = std::move(then)] {
        try {
            then();
        } catch (const std::exception& bug) {
            self->respond(fault_of(Refusal::internal, bug.what()));
        }
    });
}

void Errand::answer(unsigned status, const Json& json) { respond(response_of(status, json)); }

void Errand::respond(Response response) {
    if (!command_id_.empty()) response.headers.set("X-Command-Id", command_id_);
    respond_(std::move(response));
}

}  // namespace hf::http::orb
