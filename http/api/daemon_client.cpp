#include "http/api/daemon_client.hpp"

namespace hf::http {
namespace {

// AsyncClient counts a call until its callback has returned, which is a little later than here.
constexpr std::size_t spare = 16;

tl::unexpected<CallFailure> given_up(const DaemonCall& call, Error why) {
    CallFailure failure;
    failure.kind = CallFailure::Kind::given_up;
    failure.error = std::move(why);
    failure.id = call.options.id.value_or("");
    return tl::make_unexpected(std::move(failure));
}

}  // namespace

DaemonClient::DaemonClient(SiteEndpoints endpoints, const CallRules& rules, std::size_t most_under_way, Callers callers)
    : most_(most_under_way),
      callers_(callers),
      client_(std::move(endpoints), {.calls = rules, .most_in_flight = most_under_way + spare}) {}

void DaemonClient::call(DaemonCall call, Then then) {
    if (callers_ == Callers::known && !call.options.on_behalf_of)
        return then(given_up(call, error(Code::internal, "{} was to be asked for nobody", call.message)));
    if (under_way_.fetch_add(1) >= most_) {
        --under_way_;
        return then(given_up(call, error(Code::busy, "{} calls are under way", most_)));
    }
    const auto counted = [this, then = std::move(then)](Called<Encoded> called) {
        --under_way_;
        then(std::move(called));
    };
    if (call.is_command && call.options.id) {
        const auto key = call.options.on_behalf_of.value_or("") + '\n' + *call.options.id;
        if (joins(key, counted)) return;
        const auto first = [this, key, counted](const Called<Encoded>& called) {
            settle(key, called);
            counted(called);
        };
        return client_.send(call.message, std::move(call.body), first, call.options);
    }
    if (call.is_command)
        client_.send(call.message, std::move(call.body), counted, call.options);
    else
        client_.ask(call.message, std::move(call.body), counted, call.options);
}

bool DaemonClient::joins(const std::string& key, const Then& then) {
    const MutexLock lock(mutex_);
    const auto [known, is_first] = joined_.try_emplace(key);
    if (!is_first) known->second.push_back(then);
    return !is_first;
}

void DaemonClient::settle(const std::string& key, const Called<Encoded>& called) {
    std::vector<Then> joined;
    {
        const MutexLock lock(mutex_);
        joined = std::move(joined_.extract(key).mapped());
    }
    auto again = called;
    if (again) again->duplicate = true;
    for (const auto& then : joined) then(again);
}

}  // namespace hf::http
