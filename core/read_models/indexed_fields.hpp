// IndexedFields: the fields by which lists are narrowed and sorted without looking at each aggregate. For each kind of
// aggregate they name the indexed fields and the bitmaps that an aggregate belongs to.
//
// To index another field, add a ByValue and its bitmap in bitmaps_of(), if events of the aggregate's own stream change
// it and no others do. What never changes is entered once, in enter(). refresh() is called after each change, also by
// another stream's event: it has the columns.
#pragma once

#include <array>

#include "core/domain/machine/machine.hpp"
#include "core/domain/provider/provider.hpp"
#include "core/domain/request/request.hpp"
#include "core/read_models/by_value.hpp"
#include "core/read_models/sort_groups.hpp"
#include "core/read_models/text_index.hpp"
#include "core/read_models/text_sets.hpp"

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
    static constexpr std::string_view narrowing =
        "status, template_id, provider, request_type, priority, user_id, tags";
    static constexpr std::array<std::string_view, 1> searched{"request_id"};

    ByValue<RequestStatus> status;
    ByValue<RequestType> request_type;
    ByValue<TemplateId> template_id;
    ByValue<ProviderName> provider;
    ByValue<std::uint8_t> priority;
    ByValue<Counting> counts;
    std::map<std::string, OrdinalSet, std::less<>> user_id;
    TextIndex texts;

    std::array<Bitmap*, 2> bitmaps_of(const Request& r) {
        return {&status.bitmap_of(r.status), r.provider ? &provider.bitmap_of(*r.provider) : &without_provider_};
    }
    void enter(const Request& r);
    [[nodiscard]] Bitmap of_user(std::string_view user) const {
        const auto found = user_id.find(user);
        return found == user_id.end() ? Bitmap() : found->second.bitmap();
    }
    void refresh(const Request& r);
    void reserve(std::size_t count);
    // Nothing where a sort by the field has to look at each request.
    [[nodiscard]] std::optional<SortSource> sort_source(std::string_view field) const;
    static Timestamp created_at(const Request& r) { return r.created_at; }

private:
    Bitmap without_template_;
    Bitmap without_provider_;
    TimeColumn updated_at_, completed_at_, deadline_at_;
    CountColumn machine_count_, succeeded_count_, failed_count_, version_;
    IdColumn request_id_;
    bool has_other_ids_ = false;  // than those that have codes
    TextSets status_reason_;
    RareFields<4> rare_;  // retry_of, retried_by, claim_by, unsettled
};

template <>
struct IndexedFields<Machine> {
    static constexpr std::string_view plural = "machines";
    static constexpr std::string_view narrowing =
        "status, live_only, template_id, provider, price_type, return_requested, request_id, machine_ids, names, "
        "tags";
    static constexpr std::array<std::string_view, 2> searched{"machine_id", "name"};

    ByValue<MachineStatus> status;
    ByValue<bool> live;
    ByValue<TemplateId> template_id;
    ByValue<ProviderName> provider;
    ByValue<PriceType> price_type;
    ByValue<bool> return_requested;
    ByValue<bool> return_forced;
    ByValue<std::string> instance_type;
    TextIndex texts;

    std::array<Bitmap*, 6> bitmaps_of(const Machine& m) {
        return {&status.bitmap_of(m.status),
                &live.bitmap_of(m.live()),
                &price_type.bitmap_of(m.spec.price_type),
                &return_requested.bitmap_of(m.return_requested),
                &return_forced.bitmap_of(m.return_forced),
                &instance_type.bitmap_of(m.spec.instance_type)};
    }
    void enter(const Machine& m);
    // Before an event of its own, and after it: no other event changes a name.
    void keep_name(const Machine& m) { former_name_ = m.spec.name; }
    void rename(const Machine& m) { texts.rename(m.ordinal, {m.spec.machine_id.value, m.spec.name}, former_name_); }
    void refresh(const Machine& m);
    void reserve(std::size_t count);
    [[nodiscard]] std::optional<SortSource> sort_source(std::string_view field) const;
    static Timestamp created_at(const Machine& m) { return m.created_at; }

private:
    TimeColumn updated_at_, started_at_, ended_at_;
    CountColumn version_, units_;
    TextSets status_reason_;
    std::string former_name_;
    RareFields<3> rare_;  // wanted_status, reclaim_noticed_at, reclaim_at
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
