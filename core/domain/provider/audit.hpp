// Audit: the machines of ours at a provider that are not recorded (orphans), and the recorded machines
// that the provider does not have (losses). ProviderAudited and the view share this.
#pragma once

#include "core/domain/machine/machine_status.hpp"
#include "core/domain/values/identifiers.hpp"

namespace hf {

// What is done with orphans. A site may set the policy per provider.
enum class OrphanPolicy : std::uint8_t { terminate, report, adopt };
constexpr auto names_of(OrphanPolicy) { return std::to_array<std::string_view>({"terminate", "report", "adopt"}); }

enum class OrphanOutcome : std::uint8_t { reported, terminated, adopted, not_terminated };
constexpr auto names_of(OrphanOutcome) {
    return std::to_array<std::string_view>({"reported", "terminated", "adopted", "not_terminated"});
}

struct Orphan {
    std::string machine_id;  // the provider's own text, which need not be a valid MachineId
    std::string token;
    MachineStatus status{};
    OrphanOutcome outcome{};

    bool operator==(const Orphan&) const = default;

    static constexpr auto describe =
        message("Orphan", "A machine of ours at a provider that is not recorded.",
                field<&Orphan::machine_id>("machine_id", "its provider's own id"),
                field<&Orphan::token>("token", "of the launch that made it, where the provider reports it").optional(),
                field<&Orphan::status>("status", "what state it was seen in"),
                field<&Orphan::outcome>("outcome", "what was done with it"));
};

struct Audit {
    // Bounded, since an event is kept for ever. The counts include what the lists leave out.
    static constexpr std::size_t most_listed = 100;

    std::uint32_t orphan_count{};
    std::uint32_t loss_count{};
    std::uint32_t unsettled_count{};
    std::vector<Orphan> orphans;
    std::vector<MachineId> losses;
    std::vector<RequestId> unsettled;
    std::string problem;

    bool operator==(const Audit&) const = default;

    static constexpr auto describe = message(
        "Audit", "How a provider's machines differ from those that are known.",
        field<&Audit::orphan_count>("orphan_count", "machines of ours there that were not recorded").optional(),
        field<&Audit::loss_count>("loss_count", "recorded machines that the provider did not report").optional(),
        field<&Audit::unsettled_count>("unsettled_count", "launches of which it is not known what they have made")
            .optional(),
        field<&Audit::orphans>("orphans", "the first hundred of them").optional(),
        field<&Audit::losses>("losses", "the first hundred of them").optional(),
        field<&Audit::unsettled>("unsettled", "the requests of the first hundred of these launches").optional(),
        field<&Audit::problem>("problem", "why the audit could not be made; then there are no orphans and losses in it")
            .optional());
};

}  // namespace hf
