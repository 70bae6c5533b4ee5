#include "core/read_models/indexed_fields.hpp"

namespace hf {

void IndexedFields<Request>::enter(const Request& r) {
    request_type.bitmap_of(r.request_type).add(r.ordinal);
    (r.template_id ? template_id.bitmap_of(*r.template_id) : without_template_).add(r.ordinal);
    priority.bitmap_of(r.priority).add(r.ordinal);
    counts.bitmap_of(r.counts).add(r.ordinal);
    user_id.try_emplace(r.user_id).first->second.add(r.ordinal);
    texts.enter(r.ordinal, {r.request_id.value, {}}, r.tags);
    const auto code = id_code_of(r.request_id.value);
    has_other_ids_ |= !code;
    request_id_.set(r.ordinal, code.value_or(0));
}

void IndexedFields<Request>::refresh(const Request& r) {
    updated_at_.set(r.ordinal, code_of(r.updated_at));
    completed_at_.set(r.ordinal, code_of(r.completed_at));
    deadline_at_.set(r.ordinal, code_of(r.deadline_at));
    machine_count_.set(r.ordinal, r.machine_count);
    succeeded_count_.set(r.ordinal, r.succeeded_count);
    failed_count_.set(r.ordinal, r.failed_count);
    version_.set(r.ordinal, static_cast<std::uint32_t>(r.version));
    status_reason_.set(r.ordinal, r.status_reason);
    rare_.set(r.ordinal,
              {r.retry_of.has_value(), r.retried_by.has_value(), r.claim_by.has_value(), r.unsettled.has_value()});
}

void IndexedFields<Request>::reserve(std::size_t count) {
    for (auto* times : {&updated_at_, &completed_at_, &deadline_at_}) times->reserve(count);
    for (auto* counts_of : {&machine_count_, &succeeded_count_, &failed_count_, &version_}) counts_of->reserve(count);
    request_id_.reserve(count);
    status_reason_.reserve(count);
    rare_.reserve(count);
}

std::optional<SortSource> IndexedFields<Request>::sort_source(std::string_view field) const {
    if (field == "status") return groups_of(status);
    if (field == "request_type") return groups_of(request_type);
    if (field == "template_id") return groups_of(template_id, &without_template_);
    if (field == "provider") return groups_of(provider, &without_provider_);
    if (field == "priority") return groups_of(priority);
    if (field == "counts") return groups_of(counts);
    if (field == "user_id") return groups_of(user_id);
    if (field == "updated_at") return &updated_at_;
    if (field == "completed_at") return &completed_at_;
    if (field == "deadline_at") return &deadline_at_;
    if (field == "machine_count") return &machine_count_;
    if (field == "succeeded_count") return &succeeded_count_;
    if (field == "failed_count") return &failed_count_;
    if (field == "version") return &version_;
    if (field == "status_reason") return status_reason_.sort_source();
    if (field == "request_id" && !has_other_ids_) return &request_id_;
    constexpr std::array missing_unless_set{"retry_of", "retried_by", "claim_by", "unsettled"};
    for (std::size_t i = 0; i < missing_unless_set.size(); ++i)
        if (field == missing_unless_set[i]) return SortFew{{}, rare_.which(i)};
    return std::nullopt;
}

void IndexedFields<Machine>::enter(const Machine& m) {
    template_id.bitmap_of(m.spec.template_id).add(m.ordinal);
    provider.bitmap_of(m.spec.provider).add(m.ordinal);
    texts.enter(m.ordinal, {m.spec.machine_id.value, m.spec.name}, m.spec.tags);
}

void IndexedFields<Machine>::refresh(const Machine& m) {
    updated_at_.set(m.ordinal, code_of(m.updated_at));
    started_at_.set(m.ordinal, code_of(m.started_at));
    ended_at_.set(m.ordinal, code_of(m.ended_at));
    version_.set(m.ordinal, static_cast<std::uint32_t>(m.version));
    units_.set(m.ordinal, m.spec.units);
    status_reason_.set(m.ordinal, m.status_reason);
    rare_.set(m.ordinal, {m.wanted_status.has_value(), m.reclaim_noticed_at.has_value(), m.reclaim_at.has_value()});
}

void IndexedFields<Machine>::reserve(std::size_t count) {
    for (auto* times : {&updated_at_, &started_at_, &ended_at_}) times->reserve(count);
    for (auto* counts : {&version_, &units_}) counts->reserve(count);
    status_reason_.reserve(count);
    rare_.reserve(count);
}

std::optional<SortSource> IndexedFields<Machine>::sort_source(std::string_view field) const {
    if (field == "status") return groups_of(status);
    if (field == "template_id") return groups_of(template_id);
    if (field == "provider") return groups_of(provider);
    if (field == "price_type") return groups_of(price_type);
    if (field == "return_requested") return groups_of(return_requested);
    if (field == "return_forced") return groups_of(return_forced);
    if (field == "instance_type") return groups_of(instance_type);
    if (field == "updated_at") return &updated_at_;
    if (field == "started_at") return &started_at_;
    if (field == "ended_at") return &ended_at_;
    if (field == "version") return &version_;
    if (field == "units") return &units_;
    if (field == "status_reason") return status_reason_.sort_source();
    if (field == "wanted_status") return SortFew{{}, rare_.which(0)};
    if (field == "reclaim_noticed_at") return SortFew{{}, rare_.which(1)};
    if (field == "reclaim_at") return SortFew{{}, rare_.which(2)};
    return std::nullopt;
}

}  // namespace hf
