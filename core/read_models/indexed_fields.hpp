// IndexedFields: the fields by which lists can be narrowed without looking at each aggregate. For
// each kind of aggregate they name the indexed fields and the bitmaps that an aggregate belongs to.
//
// To index another field, add a ByValue and its bitmap in bitmaps_of(). An indexed field must be
// changed only by events of the aggregate's own stream.
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

    std::array<Bitmap*, 4> bitmaps_of(const Template& t) {
        return {&provider.bitmap_of(t.spec.provider), &provider_api.bitmap_of(t.spec.provider_api),
                &price_type.bitmap_of(t.spec.price_type), &active.bitmap_of(t.takes_requests())};
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

    std::array<Bitmap*, 5> bitmaps_of(const Request& r) {
        return {&status.bitmap_of(r.status), &request_type.bitmap_of(r.request_type),
                r.template_id ? &template_id.bitmap_of(*r.template_id) : nullptr,
                r.provider ? &provider.bitmap_of(*r.provider) : nullptr, &priority.bitmap_of(r.priority)};
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

    std::array<Bitmap*, 6> bitmaps_of(const Machine& m) {
        return {&status.bitmap_of(m.status),
                &live.bitmap_of(m.live()),
                &template_id.bitmap_of(m.spec.template_id),
                &provider.bitmap_of(m.spec.provider),
                &price_type.bitmap_of(m.spec.price_type),
                &return_requested.bitmap_of(m.return_requested)};
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

    std::array<Bitmap*, 3> bitmaps_of(const ProviderAggregate& p) {
        return {&type.bitmap_of(p.type), &enabled.bitmap_of(p.enabled), &health.bitmap_of(p.health)};
    }
    static Timestamp created_at(const ProviderAggregate& p) { return p.registered_at; }
};

}  // namespace hf
