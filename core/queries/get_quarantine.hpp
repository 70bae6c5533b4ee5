// GetQuarantine: whether the site is in quarantine, and what is done at its providers once it is resumed.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

// What follows at one provider. The counts are what is known from the comparison, so they may change until then.
struct ResumePreview {
    ProviderName name;
    bool compared = false;
    std::optional<Timestamp> compared_at;
    std::string problem;
    OrphanPolicy orphans{};
    std::uint32_t unrecorded{};
    std::vector<Orphan> unrecorded_machines;
    std::uint32_t unrecorded_to_terminate{};
    std::uint32_t to_terminate{};
    std::uint32_t not_found{};
    std::vector<MachineId> machines_not_found;
    std::uint32_t to_launch{};
    std::uint32_t overdue_requests{};

    static constexpr auto describe = message(
        "ResumePreview", "What is done at one provider once the site is resumed.",
        field<&ResumePreview::name>("name", "which provider"),
        field<&ResumePreview::compared>("compared",
                                        "whether its machines were compared with the recorded ones in this quarantine"),
        field<&ResumePreview::compared_at>("compared_at", "when they were last compared"),
        field<&ResumePreview::problem>("problem", "why they could not be compared").optional(),
        field<&ResumePreview::orphans>("orphans",
                                       "what its configuration says becomes of machines that aren't recorded"),
        field<&ResumePreview::unrecorded>("unrecorded", "machines of ours there that are not recorded"),
        field<&ResumePreview::unrecorded_machines>("unrecorded_machines", "the first hundred of them").optional(),
        field<&ResumePreview::unrecorded_to_terminate>("unrecorded_to_terminate",
                                                       "how many of them are terminated at the next sweep"),
        field<&ResumePreview::to_terminate>("to_terminate",
                                            "recorded machines that are terminated, since their return was ordered"),
        field<&ResumePreview::not_found>("not_found", "recorded machines that the provider did not report"),
        field<&ResumePreview::machines_not_found>("machines_not_found", "the first hundred of them").optional(),
        field<&ResumePreview::to_launch>("to_launch", "machines or units that open requests lack"),
        field<&ResumePreview::overdue_requests>(
            "overdue_requests", "open requests whose deadline has passed; they end, and launch nothing more"));
};

struct QuarantineReport {
    std::optional<Timestamp> since;
    std::string reason;
    std::vector<ResumePreview> providers;

    static constexpr auto describe = message(
        "QuarantineReport", "Whether the site is in quarantine, and what its end brings.",
        field<&QuarantineReport::since>("since", "since when; not there: the site is not in quarantine"),
        field<&QuarantineReport::reason>("reason", "what has become of the store").optional(),
        field<&QuarantineReport::providers>("providers", "what is done at each provider once the site is resumed"));
};

struct GetQuarantine {
    using Result = QuarantineReport;
    static constexpr auto role = Role::operator_;

    static constexpr auto describe =
        message("GetQuarantine",
                "Whether the site is in quarantine, since its store was moved, copied or restored; and what would be "
                "terminated and launched if it were resumed now (ResumeSite).");
};

Answer<QuarantineReport> answer(const GetQuarantine& query, const QueryContext& context);

}  // namespace hf
