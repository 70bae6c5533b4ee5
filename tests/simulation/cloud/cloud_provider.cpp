#include "tests/simulation/cloud/cloud_provider.hpp"

#include <fmt/format.h>

#include <numeric>
#include <stdexcept>

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

const ProviderError no_answer{ProviderErrorKind::unreachable, "connection timed out"};
const ProviderError slow_down{ProviderErrorKind::throttled, "rate exceeded"};

[[noreturn]] void answer_strangely() { throw std::runtime_error("unexpected token '<' in the answer"); }

}  // namespace

CloudProvider::Fate CloudProvider::fate_of(std::string_view call) {
    ++with_.calls;
    const auto fate = [&] {
        if (!with_.cloud.answers()) return Fate::silent;
        if (strikes(weather().throttled)) return Fate::throttled;
        if (strikes(weather().reply_lost)) return Fate::reply_lost;
        if (strikes(weather().effect_late)) return Fate::late;
        if (strikes(weather().call_throws)) return Fate::strange;
        return Fate::done;
    }();
    constexpr std::array texts{
        "answered", "nothing answers", "throttled", "reply lost", "reply lost, and it is late", "answered strangely"};
    with_.world.trace.say("cloud", "{}: {}: {}", with_.cloud.name(), call, texts[static_cast<std::size_t>(fate)]);
    return fate;
}

std::optional<ProviderError> CloudProvider::trouble(std::string_view call) {
    switch (fate_of(call)) {
        case Fate::done: return std::nullopt;
        case Fate::throttled: return slow_down;
        case Fate::strange: answer_strangely();
        default: return no_answer;
    }
}

std::uint32_t CloudProvider::most_given(const LaunchSpec& order) {
    return strikes(weather().gives_part) ? static_cast<std::uint32_t>(with_.random.below(order.count)) : order.count;
}

LaunchResult CloudProvider::answer_to(const LaunchSpec& order, std::optional<ProviderError> error) {
    with_.late.final_for(order.token);
    LaunchResult result{with_.cloud.of_token(order.token), std::move(error)};
    const auto there =
        std::accumulate(result.machines.begin(), result.machines.end(), 0U, [&](auto sum, auto& machine) {
            return sum + (order.counts == Counting::units ? worth(machine.instance_type) : 1);
        });
    if (!result.error && there < order.count) result.error = ProviderError{ProviderErrorKind::no_capacity, "none left"};
    maybe_twice(result.machines);
    return result;
}

LaunchResult CloudProvider::launch(const LaunchSpec& order) {
    with_.launching(with_.cloud, order);
    const auto call =
        with_.world.trace.is_read() ? fmt::format("launch {} of {} machines", order.token, order.count) : std::string();
    const auto most = most_given(order);
    switch (fate_of(call)) {
        case Fate::silent: return {{}, no_answer};
        case Fate::throttled: return answer_to(order, slow_down);
        case Fate::reply_lost: with_.cloud.make(order, most); return {{}, no_answer};
        case Fate::late:
            with_.late.after(with_.random.between(1ms, 10min), order.token,
                             [&cloud = with_.cloud, order, most] { cloud.make(order, most); });
            return {{}, no_answer};
        case Fate::strange:
            if (with_.random.coin()) with_.cloud.make(order, most);
            answer_strangely();
        case Fate::done: break;
    }
    if (strikes(weather().refuses_launch)) {
        using enum ProviderErrorKind;
        const auto kind = std::array{quota, unauthorized, invalid, not_found}.at(with_.random.below(4));
        return answer_to(order, ProviderError{kind, "not like this"});
    }
    with_.cloud.make(order, most);
    return answer_to(order, std::nullopt);
}

ProviderResult<std::vector<ProviderMachine>> CloudProvider::find(const std::string& token) {
    auto problem = trouble(with_.world.trace.is_read() ? fmt::format("find {}", token) : std::string());
    if (problem) return tl::make_unexpected(std::move(*problem));
    if (strikes(weather().refuses_search))
        return tl::make_unexpected(ProviderError{ProviderErrorKind::unauthorized, "not allowed to list machines"});
    with_.late.final_for(token);
    auto found = with_.cloud.of_token(token);
    maybe_twice(found);
    return found;
}

ProviderResult<std::vector<ProviderMachine>> CloudProvider::describe(std::span<const std::string> machine_ids) {
    if (auto problem = trouble("describe")) return tl::make_unexpected(std::move(*problem));
    std::vector<ProviderMachine> found;
    for (const auto& id : machine_ids)
        if (const auto* instance = with_.cloud.find(id); instance && with_.cloud.knows(id))
            found.push_back(instance->machine);
    if (!found.empty() && strikes(weather().cannot_tell_one)) {
        auto& one = with_.random.one_of(found);
        const auto id = one.id;
        one = {};
        one.id = id;
        one.unknown_now = true;
    }
    maybe_twice(found);
    return found;
}

ProviderResult<void> CloudProvider::order(std::string_view call, std::span<const std::string> ids,
                                          const std::function<void(const std::string&)>& give) {
    const auto all = [&] {
        for (const auto& id : ids) give(id);
    };
    switch (fate_of(call)) {
        case Fate::silent: return tl::make_unexpected(no_answer);
        case Fate::throttled: return tl::make_unexpected(slow_down);
        case Fate::reply_lost: all(); return tl::make_unexpected(no_answer);
        case Fate::late:
            with_.world.schedule.after(with_.random.between(1ms, 2min),
                                       [ids = std::vector<std::string>(ids.begin(), ids.end()), give] {
                                           for (const auto& id : ids) give(id);
                                       });
            return tl::make_unexpected(no_answer);
        case Fate::strange: all(); answer_strangely();
        case Fate::done: break;
    }
    if (ids.empty() || !strikes(weather().refuses_one)) {
        all();
        return {};
    }
    const auto& refused = with_.random.one_of(ids);
    for (const auto& id : ids)
        if (id != refused) give(id);
    with_.world.trace.say("cloud", "{}: refuses {}", with_.cloud.name(), refused);
    using enum ProviderErrorKind;
    return tl::make_unexpected(ProviderError{std::array{throttled, unauthorized, not_found}.at(with_.random.below(3)),
                                             "one of them: not now"});
}

ProviderResult<void> CloudProvider::terminate(std::span<const std::string> machine_ids, Ending how) {
    return order("terminate", machine_ids, [&with = with_, how](const std::string& id) {
        with.ending(with.cloud, id);
        with.cloud.terminate(id, how);
    });
}

ProviderResult<void> CloudProvider::stop(std::span<const std::string> machine_ids) {
    return order("stop", machine_ids, [&cloud = with_.cloud](const std::string& id) { cloud.stop(id); });
}

ProviderResult<void> CloudProvider::start(std::span<const std::string> machine_ids) {
    return order("start", machine_ids, [&cloud = with_.cloud](const std::string& id) { cloud.start(id); });
}

ProviderResult<std::vector<ProviderMachine>> CloudProvider::list(const std::string& site) {
    if (auto problem = trouble("list")) return tl::make_unexpected(std::move(*problem));
    std::vector<ProviderMachine> found;
    for (const auto& [id, instance] : with_.cloud.instances())
        if (instance.site == site && instance.live() && with_.cloud.knows(id)) found.push_back(instance.machine);
    // One that can't be looked at now is left out.
    if (!found.empty() && strikes(weather().cannot_tell_one))
        found.erase(found.begin() + static_cast<std::ptrdiff_t>(with_.random.below(found.size())));
    maybe_twice(found);
    return found;
}

void CloudProvider::forget(std::span<const std::string> machine_ids) {
    for (const auto& id : machine_ids) with_.cloud.forget(id);
}

ProviderResult<TemplateCheck> CloudProvider::validate(const TemplateSpec&) {
    if (auto problem = trouble("validate")) return tl::make_unexpected(std::move(*problem));
    TemplateCheck check{{}, {{"ncpus", 8}}};
    if (with_.random.per_mille(100)) check.findings.push_back({"image", "does not exist"});
    return check;
}

ProviderResult<void> CloudProvider::health() {
    if (auto problem = trouble("health")) return tl::make_unexpected(std::move(*problem));
    return {};
}

void CloudProvider::maybe_twice(std::vector<ProviderMachine>& machines) {
    if (machines.empty() || !strikes(weather().answers_twice)) return;
    auto again = with_.random.one_of(machines);
    machines.push_back(std::move(again));
}

}  // namespace hf::simulation
