#include "exporter/event_source.hpp"

#include "client/subscriber.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;

// So short that a daemon that is away keeps nobody from ending.
constexpr auto call_timeout = 2s;
constexpr auto call_patience = 500ms;

class FeedSource final : public EventSource {
public:
    explicit FeedSource(SiteEndpoints endpoints) : endpoints_(std::move(endpoints)) { begin_after(0); }

    tl::expected<std::optional<RecordedEvent>, CallFailure> next(std::chrono::milliseconds timeout) override {
        auto event = subscriber_->next(timeout);
        if (!event) {
            // Where old events are archived, what they say isn't counted.
            if (const auto first = first_position(event.error())) begin_after(*first - 1);
            return event;
        }
        if (*event) return event;
        // That nobody answers is no error of the subscriber, which goes on looking; here it is to be told.
        const auto standing = subscriber_->standing();
        if (standing.phase != Subscriber::Phase::connecting || !standing.trouble) return event;
        return tl::make_unexpected(CallFailure{CallFailure::Kind::unreachable, *standing.trouble});
    }
    [[nodiscard]] std::optional<std::uint64_t> recovered() const override { return subscriber_->figures().recovered; }

private:
    void begin_after(Position position) {
        subscriber_.emplace(endpoints_, Subscription{.after = position},
                            Subscriber::Options{.calls = {.timeout = call_timeout, .patience = call_patience}});
    }
    static std::optional<Position> first_position(const CallFailure& failure) {
        const auto told = failure.error.details.find("first_position");
        if (failure.error.code != Code::invalid_state || told == failure.error.details.end()) return std::nullopt;
        const auto first = told->second.as_integer();
        return first && *first > 0 ? std::optional(static_cast<Position>(*first)) : std::nullopt;
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
