#include "client/client.hpp"

#include "client/calls/session.hpp"

namespace hf {
namespace {

using std::chrono::steady_clock;

// Drives the conversation until this call has ended.
Called<Encoded> outcome_of(Conversation& conversation, PendingCall call) {
    std::optional<Called<Encoded>> outcome;
    conversation.start(std::move(call), [&](Called<Encoded> ended) { outcome = std::move(ended); });
    std::vector<zmq::pollitem_t> items;
    while (true) {
        conversation.work();
        if (outcome) return std::move(*outcome);
        items.clear();
        conversation.add_to(items);
        zeromq::poll(items, conversation.due());
    }
}

}  // namespace

Client::Client(SiteEndpoints endpoints, const Options& options)
    : session_(std::make_unique<Session>(std::move(endpoints), options)) {}

Client::~Client() = default;

const SiteEndpoints& Client::endpoints() const { return session_->endpoints; }

Called<Encoded> Client::command(std::string_view type, Encoded body, const CallOptions& options) {
    const auto now = steady_clock::now();
    return outcome_of(session_->commands,
                      session_->command(type, std::move(body), options, now, session_->deadline(options, now)));
}

Called<Encoded> Client::query(std::string_view type, Encoded body, const CallOptions& options) {
    const auto now = steady_clock::now();
    return outcome_of(session_->queries,
                      session_->query(type, std::move(body), options, now, session_->deadline(options, now)));
}

}  // namespace hf
