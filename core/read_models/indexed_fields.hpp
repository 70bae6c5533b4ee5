// What lists can be narrowed by without a look at each aggregate. For each kind: the
// indexed fields, and where an aggregate stands in them.
//
// To index another field: a ByValue, and its place in places_of(). A field that is
// indexed may change by events of the aggregate's own stream alone.
#pragma once

#include <array>

#include "core/domain/machine/machine.hpp"
#include "core/domain/provider/provider.hpp"
#include "core/domain/request/request.hpp"
#include "core/read_models/by_value.hpp"

namespace hf {

template <class T>
struct IndexedFields;

template <>
struct IndexedFields<Template> {
    static constexpr std::string_view plural = "templates";
    static constexpr std::string_view narrowing = "provider, provider_api, price_type";

    ByValue<ProviderName> provider;
    ByValue<std::string> provider_api;
    ByValue<PriceType> price_type;
    ByValue<bool> active;

    std::array<Bitmap*, 4> places_of(const Template& t) {
        return {&provider.place(t.spec.provider), &provider_api.place(t.spec.provider_api),
                &price_type.place(t.spec.price_type), &active.place(t.takes_requests())};
    }
    static Timestamp created_at(const Template& t) { return t.created_at; }
};

template <>
struct IndexedFields<Request> {
    static constexpr std::string_view plural = "requests";
    static constexpr std::string_view narrowing = "status, template_id, provider, request_type, priority";

    ByValue<RequestStatus> status;
    ByValue<RequestType> request_type;
    ByValue<TemplateId> template_id;
    ByValue<ProviderName> provider;
    ByValue<std::uint8_t> priority;

    std::array<Bitmap*, 5> places_of(const Request& r) {
        return {&status.place(r.status), &request_type.place(r.request_type),
                r.template_id ? &template_id.place(*r.template_id) : nullptr,
                r.provider ? &provider.place(*r.provider) : nullptr, &priority.place(r.priority)};
    }
    static Timestamp created_at(const Request& r) { return r.created_at; }
};

template <>
struct IndexedFields<Machine> {
    static constexpr std::string_view plural = "machines";
    static constexpr std::string_view narrowing =
        "status, live_only, template_id, provider, price_type, return_requested, request_id, machine_ids, names";

    ByValue<MachineStatus> status;
    ByValue<bool> live;
    ByValue<TemplateId> template_id;
    ByValue<ProviderName> provider;
    ByValue<PriceType> price_type;
    ByValue<bool> return_requested;

    std::array<Bitmap*, 6> places_of(const Machine& m) {
        return {&status.place(m.status),
                &live.place(m.live()),
                &template_id.place(m.spec.template_id),
                &provider.place(m.spec.provider),
                &price_type.place(m.spec.price_type),
                &return_requested.place(m.return_requested)};
    }
    static Timestamp created_at(const Machine& m) { return m.created_at; }
};

template <>
struct IndexedFields<ProviderAggregate> {
    static constexpr std::string_view plural = "providers";
    static constexpr std::string_view narrowing = "type, enabled, health";

    ByValue<std::string> type;
    ByValue<bool> enabled;
    ByValue<ProviderHealth> health;

    std::array<Bitmap*, 3> places_of(const ProviderAggregate& p) {
        return {&type.place(p.type), &enabled.place(p.enabled), &health.place(p.health)};
    }
    static Timestamp created_at(const ProviderAggregate& p) { return p.registered_at; }
};

}  // namespace hf
