#include "http/api/daemon_client.hpp"

namespace hf::http {
namespace {

// AsyncClient counts a call until its callback has returned, which is a little later than here.
constexpr std::size_t spare = 16;

}  // namespace

DaemonClient::DaemonClient(SiteEndpoints endpoints, const CallRules& rules, std::size_t most_under_way)
    : most_(most_under_way),
      client_(std::move(endpoints), {.calls = rules, .most_in_flight = most_under_way + spare}) {}

void DaemonClient::call(DaemonCall call, Then then) {
    if (under_way_.fetch_add(1) >= most_) {
        --under_way_;
        CallFailure full;
        full.kind = CallFailure::Kind::given_up;
        full.error = error(Code::busy, "{} calls are under way", most_);
        full.id = call.options.id.value_or("");
        return then(tl::make_unexpected(std::move(full)));
    }
    const auto counted = [this, then = std::move(then)](Called<Encoded> called) {
        --under_way_;
        then(std::move(called));
    };
    if (call.is_command && call.options.id) {
        const auto id = *call.options.id;
        if (joins(id, counted)) return;
        const auto first = [this, id, counted](const Called<Encoded>& called) {
            settle(id, called);
            counted(called);
        };
        return client_.send(call.message, std::move(call.body), first, call.options);
    }
    if (call.is_command)
        client_.send(call.message, std::move(call.body), counted, call.options);
    else
        client_.ask(call.message, std::move(call.body), counted, call.options);
}

bool DaemonClient::joins(const std::string& id, const Then& then) {
    const MutexLock lock(mutex_);
    const auto [known, is_first] = joined_.try_emplace(id);
    if (!is_first) known->second.push_back(then);
    return !is_first;
}

void DaemonClient::settle(const std::string& id, const Called<Encoded>& called) {
    std::vector<Then> joined;
    {
        const MutexLock lock(mutex_);
        joined = std::move(joined_.extract(id).mapped());
    }
    auto again = called;
    if (again) again->duplicate = true;
    for (const auto& then : joined) then(again);
}

}  // namespace hf::http
