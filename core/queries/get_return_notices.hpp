// GetReturnNotices: the machines that providers take back or have taken back; schedulers must stop
// using them.
#pragma once

#include "core/queries/lists/listing.hpp"

namespace hf {

// Why a machine ends, or has ended, without having been given back.
enum class NoticeKind : std::uint8_t {
    reclaim,  // the provider has announced that it takes the machine back
    ended,    // the machine ended by itself, was terminated from outside, or has vanished
};
constexpr auto names_of(NoticeKind) { return std::to_array<std::string_view>({"reclaim", "ended"}); }

struct ReturnNotice {
    MachineId machine_id;
    std::string name;
    RequestId request_id;
    TemplateId template_id;
    NoticeKind kind{};
    std::string reason;
    Timestamp noticed_at;
    std::optional<Timestamp> reclaim_at;

    static constexpr auto describe = message(
        "ReturnNotice", "A machine that was not given back, and that is or will be gone.",
        field<&ReturnNotice::machine_id>("machine_id", "which"), field<&ReturnNotice::name>("name", "its host name"),
        field<&ReturnNotice::request_id>("request_id", "the request that it was made for"),
        field<&ReturnNotice::template_id>("template_id", "the template that it was made of"),
        field<&ReturnNotice::kind>("kind", "whether it will go or is gone"),
        field<&ReturnNotice::reason>("reason", "why, in words"),
        field<&ReturnNotice::noticed_at>("noticed_at", "when it was recorded"),
        field<&ReturnNotice::reclaim_at>("reclaim_at", "when it goes, where its provider says so"));
};

struct GetReturnNotices {
    using Result = Listing<ReturnNotice>;
    static constexpr auto role = Role::viewer;
    std::optional<TemplateId> template_id;
    std::optional<ProviderName> provider;
    std::optional<Timestamp> since;
    std::uint32_t limit = 50;
    std::uint64_t offset{};

    static constexpr auto describe =
        message("GetReturnNotices",
                "What providers take back by themselves, or have taken, the latest first; no more of "
                "them are looked at than limits.scanned_items.",
                field<&GetReturnNotices::template_id>("template_id", "only of this template"),
                field<&GetReturnNotices::provider>("provider", "only of this provider"),
                field<&GetReturnNotices::since>("since", "only what was noticed at this time or later"),
                field<&GetReturnNotices::limit>("limit", "most items in the answer").optional().between(1, 1000),
                field<&GetReturnNotices::offset>("offset", "items to skip").optional().at_least(0));
};

Answer<Listing<ReturnNotice>> answer(const GetReturnNotices& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
