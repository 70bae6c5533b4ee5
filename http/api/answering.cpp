#include "http/api/answering.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/request/request.hpp"
#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A longer answer is read by a worker, since the thread that brings it has others to bring.
constexpr std::size_t longest_answer_at_once = 8 * 1024;
constexpr milliseconds first_pause{50};
constexpr milliseconds longest_pause{1000};
constexpr std::chrono::seconds wait_for_position{5};

bool has_ended(const nlohmann::ordered_json& request) {
    const auto status = request.is_object() ? request.find("status") : request.end();
    if (status == request.end() || !status->is_string()) return false;
    const auto known = enum_from<RequestStatus>(status->get<std::string>());
    return known && !is_open(*known);
}

Response no_room() {
    return problem_of(Refusal::too_many_requests, "the gateway holds as many bytes of answers as it takes");
}

bool is_of_request(const Order& order) { return order.message->type.name == "GetRequest"; }

}  // namespace

void Answering::begin(Daemon& daemon, Workers& workers, ByteBudget& answers, Order order, Respond respond) {
    std::shared_ptr<Answering>(new Answering(daemon, workers, answers, std::move(order), std::move(respond)))->ask();
}

Answering::Answering(Daemon& daemon, Workers& workers, ByteBudget& answers, Order order, Respond respond)
    : daemon_(daemon),
      workers_(workers),
      answers_(answers),
      order_(std::move(order)),
      respond_(std::move(respond)),
      deadline_(steady_clock::now() + order_.wait.value_or(wait_for_position)),
      pause_(first_pause) {}

void Answering::ask() {
    reply_.reset();
    daemon_.call(order_.call(), [self = shared_from_this()](Called<Encoded> called) { self->take(std::move(called)); });
}

void Answering::take(Called<Encoded> called) {
    if (called) {
        reply_ = hold(called->result.msgpack.size());
        if (!reply_) return respond(made_ ? std::move(*made_) : no_room());
    }
    if (!called || called->result.msgpack.size() <= longest_answer_at_once) return conclude(called);
    const auto held = std::make_shared<Called<Encoded>>(std::move(called));
    workers_.run([self = shared_from_this(), held] { self->conclude(*held); });
}

void Answering::conclude(const Called<Encoded>& called) try {
    const auto reply = read_reply(order_, called);
    if (!reply) {
        // The command was accepted: what became of the wait does not change that.
        return respond(made_ ? std::move(*made_) : reply.error());
    }
    if (must_wait(*reply)) return;
    const auto request = order_.message->is_command && order_.wait ? request_in(*reply) : std::nullopt;
    if (!request || order_.route.location.empty()) return finish(*reply);
    made_ = response_of(order_, *reply);
    follow(*request);
} catch (const std::exception& fault) {
    respond(problem_of(Refusal::internal, fault.what()));
}

HeldBytes Answering::hold(std::size_t bytes) {
    return order_.message->is_command ? answers_.add(bytes) : answers_.take(bytes);
}

void Answering::respond(Response response) {
    reply_.reset();
    // What was carried out is said, and so is a refusal, which is short.
    const bool must_be_said = response.status >= 300 || order_.message->is_command || made_;
    response.held = must_be_said ? answers_.add(response.body.size()) : answers_.take(response.body.size());
    respond_(response.held ? std::move(response) : no_room());
}

bool Answering::must_wait(const ReadReply& reply) {
    if (order_.at_least && reply.position < *order_.at_least) {
        if (ask_later()) return true;
        auto problem = problem_of(Refusal::position_not_reached, fmt::format("the daemon is at {}, and not yet at {}",
                                                                             reply.position, *order_.at_least));
        problem.headers.set("X-Position", std::to_string(reply.position));
        respond(std::move(problem));
        return true;
    }
    return order_.wait && is_of_request(order_) && !has_ended(reply.json) && ask_later();
}

bool Answering::ask_later() {
    const auto left = std::chrono::floor<milliseconds>(deadline_ - steady_clock::now());
    if (left <= milliseconds{0} || workers_.hurried()) return false;
    reply_.reset();
    workers_.run_after(std::min(pause_, left), [self = shared_from_this()] { self->ask(); });
    pause_ = std::min(pause_ * 3 / 2, longest_pause);
    return true;
}

void Answering::follow(const std::string& request_id) {
    order_.message = Messages::of_the_catalogue().find("GetRequest", false);
    order_.body = ValueMap{{"request_id", request_id}};
    order_.options.id.reset();
    order_.options.expected_version.reset();
    order_.route = {};
    order_.if_none_match.reset();
    ask();
}

void Answering::finish(const ReadReply& reply) {
    auto response = response_of(order_, reply);
    if (order_.wait && is_of_request(order_))
        response.headers.set("Preference-Applied", "wait=" + std::to_string(order_.wait->count()));
    if (made_) {
        // The headers are the command's, and the body is what became of the request.
        response.status = has_ended(reply.json) ? made_->status : 202;
        for (const auto* name : {"Location", "X-Command-Id", "Idempotency-Replayed"})
            if (const auto* value = made_->headers.find(name)) response.headers.set(name, *value);
    }
    respond(std::move(response));
}

}  // namespace hf::http
