// SiteHistory: the events of a site's life, one request after another, as its daemon would have written
// them: ids, names and tags of the usual lengths, a hundred templates, one machine per request.
//
//     SiteHistory history;
//     models.apply(history.beginning());
//     for (int i = 0; i < 1000; ++i) models.apply(history.next_request());
//
// Most requests complete, and their machines are given back a while later; some requests fail, time
// out or are cancelled. The last requests are still open, and their machines are live.
#pragma once

#include <deque>

#include "core/domain/history/event.hpp"

namespace hf::bench {

inline constexpr std::uint32_t template_count = 100;
// A machine is given back this many requests later.
inline constexpr std::size_t machine_lifetime = 50;

class SiteHistory {
public:
    std::vector<NumberedEvent> beginning() {
        std::vector<NumberedEvent> events;
        put(events, ProviderRegistered{{{"local"}}, "process", {}, ProviderSource::file}, 1);
        for (std::uint32_t i = 0; i < template_count; ++i) {
            TemplateSpec spec;
            spec.template_id = template_id(i);
            spec.provider = {"local"};
            spec.max_number = -1;
            spec.name = fmt::format("Machines of kind {}", i);
            spec.attributes = with_default_attributes({});
            spec.configuration = {{"command", ValueList{"/usr/bin/worker", "--pool", i}}};
            put(events, TemplateCreated{spec}, 1);
        }
        return events;
    }

    // All events until the next request: the life of this one, and the end of an older machine.
    std::vector<NumberedEvent> next_request() {
        std::vector<NumberedEvent> events;
        const auto n = requests_++;
        time_ = time_ + std::chrono::seconds{1};
        const auto id = request_id(n);
        create(events, n, id);
        switch (n % 100) {
            case 0: put(events, RequestCancelled{{id}, "not needed any more"}, 2); break;
            case 1: put(events, RequestTimedOut{{id}, "0 of 1 machines came up by the deadline"}, 2); break;
            case 2:
            case 3: fail(events, id); break;
            default: succeed(events, n, id); break;
        }
        if (running_.size() > machine_lifetime) give_back(events);
        return events;
    }

    [[nodiscard]] std::uint64_t requests() const { return requests_; }
    [[nodiscard]] Timestamp time() const { return time_; }

    static TemplateId template_id(std::uint32_t n) { return {fmt::format("template-{:03}", n)}; }
    static RequestId request_id(std::uint64_t n) { return {"req-" + uuid(n)}; }
    static Timestamp created_at(std::uint64_t n) { return begin + std::chrono::seconds{n + 1}; }

private:
    static constexpr Timestamp begin{1'700'000'000'000'000};

    struct Running {
        MachineId id;
        RequestId request;
    };

    // As the daemon makes them: the time in milliseconds, and then chance.
    static std::string uuid(std::uint64_t n) {
        const auto ms = static_cast<std::uint64_t>(begin.microseconds) / 1000 + n * 1000;
        std::uint64_t chance = (n + 1) * 0x9E37'79B9'7F4A'7C15U;
        chance = (chance ^ chance >> 30U) * 0xBF58'476D'1CE4'E5B9U;
        chance ^= chance >> 27U;
        return fmt::format("{:08x}-{:04x}-7{:03x}-{:x}{:03x}-{:012x}", ms >> 16U, ms & 0xffffU, chance & 0xfffU,
                           8 + (chance >> 12U & 3U), chance >> 14U & 0xfffU, (chance * 0x94D0'49BB'1331'11EBU) >> 16U);
    }

    // `version` is the event's number in its stream.
    void put(std::vector<NumberedEvent>& events, Event event, Version version) {
        auto& in_category = category_positions_[static_cast<std::size_t>(category_of(event))];
        ++position_;
        events.push_back(
            {{position_, ++in_category, version, 0, time_, uuid(position_), conversation_, {}}, std::move(event)});
    }

    void create(std::vector<NumberedEvent>& events, std::uint64_t n, const RequestId& id) {
        conversation_ = uuid(n);
        RequestCreated created;
        created.request_id = id;
        created.request_type = RequestType::acquire;
        created.template_id = template_id(static_cast<std::uint32_t>(n % template_count));
        created.provider = ProviderName{"local"};
        created.machine_count = 1;
        created.deadline_at = time_ + std::chrono::minutes{30};
        created.tags = {{"job", fmt::format("{}", n / 10)}, {"team", n % 3 == 0 ? "physics" : "chemistry"}};
        created.priority = static_cast<std::uint8_t>(n % 5);
        created.user_id = fmt::format("user{}", n % 50);
        put(events, std::move(created), 1);
    }

    void fail(std::vector<NumberedEvent>& events, const RequestId& id) {
        const auto token = id.value.substr(4) + "-1";
        const std::string why = "no capacity for this kind of machine";
        put(events, RequestStarted{{id}, {}}, 2);
        put(events, LaunchRequested{{id}, 1, {"local"}, token, 1}, 3);
        put(events, LaunchFailed{{id}, 1, {"local"}, token, 1, 0, ProviderErrorKind::no_capacity, why, true}, 4);
        put(events, RequestFailed{{id}, why}, 5);
    }

    void succeed(std::vector<NumberedEvent>& events, std::uint64_t n, const RequestId& id) {
        const auto token = id.value.substr(4) + "-1";
        put(events, RequestStarted{{id}, {}}, 2);
        put(events, LaunchRequested{{id}, 1, {"local"}, token, 1}, 3);
        MachineLaunched launched;
        launched.spec.machine_id = {token + "-0"};
        launched.spec.name = fmt::format("node7-{:012x}-1-0", n);
        launched.spec.request_id = id;
        launched.spec.template_id = template_id(static_cast<std::uint32_t>(n % template_count));
        launched.spec.provider = {"local"};
        launched.spec.token = token;
        launched.spec.private_ip = "127.0.0.1";
        launched.spec.tags = {{"job", fmt::format("{}", n / 10)}, {"team", n % 3 == 0 ? "physics" : "chemistry"}};
        launched.spec.details = {{"pid", static_cast<std::int64_t>(n % 4'000'000)}};
        launched.status = MachineStatus::launching;
        const Running running{launched.spec.machine_id, id};
        put(events, std::move(launched), 1);
        put(events, LaunchSucceeded{{id}, 1, {"local"}, token, 1, 1}, 4);
        put(events, MachineStarted{{running.id, id}, {}, {}, {}, {}}, 2);
        put(events, RequestCompleted{{id}, 1, {}}, 5);
        running_.push_back(running);
    }

    void give_back(std::vector<NumberedEvent>& events) {
        const auto [id, request] = std::move(running_.front());
        running_.pop_front();
        put(events, MachineReturnRequested{{id, request}, std::nullopt, "not needed any more"}, 3);
        put(events, MachineStatusChanged{{id, request}, MachineStatus::running, MachineStatus::shutting_down, {}}, 4);
        put(events, MachineTerminated{{id, request}, "exit status 0"}, 5);
    }

    Timestamp time_ = begin;
    Position position_ = 0;
    std::array<std::uint64_t, category_count> category_positions_{};
    std::uint64_t requests_ = 0;
    std::string conversation_ = "site";
    std::deque<Running> running_;
};

}  // namespace hf::bench
