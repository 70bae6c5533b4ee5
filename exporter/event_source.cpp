#include "exporter/event_source.hpp"

#include "client/client.hpp"
#include "client/subscriber.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;

// Short, so that a daemon that is gone does not delay the end of the exporter.
const CallRules call_rules{.timeout = 2s, .patience = 500ms};

class FeedSource final : public EventSource {
public:
    explicit FeedSource(SiteEndpoints endpoints) : endpoints_(std::move(endpoints)) { begin({}); }

    tl::expected<Told, CallFailure> next(std::chrono::milliseconds timeout) override {
        auto event = subscriber_->next(timeout);
        if (!event && events_are_gone(event.error())) return begin_with_snapshot(event.error());
        if (!event) return tl::make_unexpected(std::move(event.error()));
        if (*event) return std::move(**event);
        // For the subscriber it is no error that no daemon answers, and it keeps trying; here it is
        // reported.
        const auto standing = subscriber_->standing();
        if (standing.phase != Subscriber::Phase::connecting || !standing.trouble) return std::monostate{};
        return tl::make_unexpected(CallFailure{CallFailure::Kind::unreachable, *standing.trouble});
    }
    [[nodiscard]] std::optional<std::uint64_t> recovered() const override { return subscriber_->figures().recovered; }

private:
    void begin(Subscription subscription) {
        subscriber_.emplace(endpoints_, std::move(subscription), Subscriber::Options{.calls = call_rules});
    }
    tl::expected<Told, CallFailure> begin_with_snapshot(const CallFailure& why) {
        Client client(endpoints_, call_rules);
        auto snapshot = read_snapshot(client);
        if (!snapshot) return tl::make_unexpected(std::move(snapshot.error()));
        if (snapshot->position == 0) return tl::make_unexpected(why);
        begin({.after = snapshot->position, .store_id = snapshot->store_id});
        return std::move(*snapshot);
    }

    SiteEndpoints endpoints_;
    std::optional<Subscriber> subscriber_;
};

}  // namespace

OpenSource follow_feed(SiteEndpoints endpoints) {
    return [endpoints = std::move(endpoints)] { return std::make_unique<FeedSource>(endpoints); };
}

bool is_another_history(const CallFailure& failure) { return failure.error.code == Code::conflict; }

}  // namespace hf::exporter
