#include "exporter/event_source.hpp"

#include "client/feed.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;

// So short that a daemon that is away keeps nobody from ending.
constexpr auto call_timeout = 2s;
constexpr auto call_patience = 500ms;

class FeedSource final : public EventSource {
public:
    explicit FeedSource(SiteEndpoints endpoints)
        : client_(std::move(endpoints), {.timeout = call_timeout, .patience = call_patience}), feed_(client_, 0) {}

    tl::expected<std::optional<RecordedEvent>, CallFailure> next(std::chrono::milliseconds timeout) override {
        return feed_.next(timeout);
    }
    [[nodiscard]] std::optional<std::uint64_t> recovered() const override { return std::nullopt; }

private:
    Client client_;
    Feed feed_;
};

}  // namespace

OpenSource follow_feed(SiteEndpoints endpoints) {
    return [endpoints = std::move(endpoints)] { return std::make_unique<FeedSource>(endpoints); };
}

bool is_another_history(const CallFailure& failure) { return failure.error.code == Code::conflict; }

}  // namespace hf::exporter
