#include "tests/fuzz/support/lively_site.hpp"

#include "tests/unit/support/derived_facts.hpp"

namespace hf::fuzz {

using namespace testing;

Events lively_site() {
    const TemplateOptions several{.max_number = 5,
                                  .sources = {source("local"), source("other", 2, {{"zone", "b"}}), source("local")},
                                  .selection = SourceSelection::weighted};
    Events events{provider_registered("local"),
                  provider_registered("other"),
                  provider_registered("third"),
                  provider_disabled("third"),
                  template_created("small", {.max_number = 10, .tags = {{"team", "a"}}}),
                  template_created("several", several),
                  template_created("resting", {.active = false}),
                  request_created("req-waits", 3, {.template_id = "several", .priority = 7}),
                  request_created("req-starts", 2),
                  request_started("req-starts"),
                  launch_requested("req-starts", 2)};
    for (auto& event : running_request("req-runs", {"m-1", "m-2", "m-3"})) events.push_back(std::move(event));
    events.push_back(return_created("ret-runs", {"m-2"}));
    events.push_back(machine_return_requested("req-runs", "m-2", "ret-runs"));
    events.push_back(machine_failed("req-runs", "m-3"));
    return events;
}

std::span<const std::string_view> words_of_the_site() {
    static constexpr auto words = std::to_array<std::string_view>(
        {"small",    "several",  "resting",    "local",   "other", "third",  "req-waits", "req-starts",
         "req-runs", "ret-runs", "m-1",        "m-2",     "m-3",   "nobody", "process",   "team",
         "a",        "running",  "created_at", "-status", "zone",  ""});
    return words;
}

bool same_as_replayed(const Scenario& site) {
    State replayed;
    for (const auto& event : site.store().read(0, 1'000'000, std::size_t{1} << 30))
        replayed.apply(restore(event, site.codec()));
    return text_of(replayed) == text_of(site.state());
}

bool is_consistent(const State& state) { return kept_facts(state) == counted_facts(state); }

}  // namespace hf::fuzz
