// Asking: queries of a scenario, answered as by the bus.
//
//     EXPECT_THAT(ids_of(ask(scenario, ListRequests{})), ElementsAre("req-b", "req-a"));
//     EXPECT_EQ(refusal(scenario, ListRequests{.page = {.sort = "colour"}}).code, Code::validation_error);
//     auto answered = asked_by({.role = Role::viewer}, scenario, ListTemplates{});
//
// Answers have all their fields: it is the bus that leaves out what is confidential.
#pragma once

#include "core/bus/query_bus.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {

// Without a caller, the one asks who may do everything.
template <class Q>
auto asked(const ReadModels& models, const EventStore& store, const Q& query, const Limits& limits = {},
           const Caller& caller = {}) {
    const ManualClock clock;
    const auto types = in_memory_types();
    const MsgpackCodec codec;
    QueryContext context{models, store, limits, types, clock, [] { return DaemonStatus{}; }};
    context.codec = &codec;
    if constexpr (requires { answer(query, context, caller); })
        return answer(query, context, caller);
    else
        return answer(query, context);
}

template <class Q>
auto asked_by(const Caller& caller, const Scenario& scenario, const Q& query) {
    return asked(scenario.models(), scenario.store(), query, {}, caller);
}

template <class Q>
typename Q::Result ask(const Scenario& scenario, const Q& query, const Limits& limits = {}, const Caller& caller = {}) {
    auto answered = asked(scenario.models(), scenario.store(), query, limits, caller);
    EXPECT_TRUE(answered) << answered.error().message;
    if (!answered) return {};
    EXPECT_EQ(answered->position, scenario.state().position());
    return std::move(answered->result);
}

template <class Q>
Error refusal(const Scenario& scenario, const Q& query, const Limits& limits = {}, const Caller& caller = {}) {
    auto answered = asked(scenario.models(), scenario.store(), query, limits, caller);
    EXPECT_FALSE(answered);
    return answered ? Error{} : answered.error();
}

inline const std::string& id_of(const Request& r) { return r.request_id.value; }
inline const std::string& id_of(const Machine& m) { return m.spec.machine_id.value; }
inline const std::string& id_of(const Template& t) { return t.spec.template_id.value; }
inline const std::string& id_of(const ProviderAggregate& p) { return p.name.value; }
inline const std::string& id_of(const ListedTemplate& t) { return id_of(t.tmpl); }
inline const std::string& id_of(const RequestReport& r) { return id_of(r.request); }

template <class Answer>
std::vector<std::string> ids_of(const Answer& listed) {
    std::vector<std::string> ids;
    for (const auto& item : listed.items) ids.push_back(id_of(item));
    return ids;
}

}  // namespace hf::testing
