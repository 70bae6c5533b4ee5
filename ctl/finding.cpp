#include "ctl/finding.hpp"

#include <fmt/format.h>

#include "core/commands/check_provider.hpp"
#include "core/commands/validate_template.hpp"
#include "core/messages/convert.hpp"
#include "core/queries/get_provider_health.hpp"
#include "core/queries/get_template.hpp"
#include "ctl/await.hpp"

namespace hf::ctl {
namespace {

ExitStatus tell_late(CallFailure failure, std::string_view words, std::string_view message) {
    if (failure.kind == CallFailure::Kind::timed_out && failure.error.message.empty())
        failure.error.message = std::string(words);
    return tell(failure, message);
}

tl::expected<Found, ExitStatus> health_of(Client& client, const std::string& name, Position since,
                                          std::chrono::milliseconds timeout) {
    const auto report =
        await(client, GetProviderHealth{{name}}, since, timeout, [](const HealthReport& now) { return !now.checking; });
    if (!report)
        return tl::make_unexpected(tell_late(
            report.error(),
            fmt::format("{} has not answered yet; hostfactoryctl provider health {} shows it later", name, name),
            GetProviderHealth::describe.name));
    const auto& told = report->result;
    const bool is_well = told.health == ProviderHealth::healthy;
    const auto* trouble = told.health == ProviderHealth::not_allowed ? "refuses something to us" : "does not answer";
    if (!is_well) say(fmt::format("{} {}: {}", name, trouble, told.health_reason));
    return Found{to_map(told), type_of<HealthReport>, is_well ? ExitStatus::ok : ExitStatus::unfulfilled};
}

ExitStatus status_of(Validity validity) {
    switch (validity) {
        case Validity::valid: return ExitStatus::ok;
        case Validity::invalid: return ExitStatus::refused;
        default: return ExitStatus::unfulfilled;
    }
}

tl::expected<Found, ExitStatus> findings_at(Client& client, const std::string& id, Position since,
                                            std::chrono::milliseconds timeout) {
    const auto found = await(client, GetTemplate{{id}}, since, timeout,
                             [](const Template& now) { return now.validity != Validity::checking; });
    if (!found)
        return tl::make_unexpected(
            tell_late(found.error(),
                      fmt::format("{} is still being checked; hostfactoryctl template get {} shows it later", id, id),
                      GetTemplate::describe.name));
    const auto& tmpl = found->result;
    return Found{to_map(TemplateFindings{tmpl.spec.template_id, tmpl.validity, tmpl.findings}),
                 type_of<TemplateFindings>, status_of(tmpl.validity)};
}

}  // namespace

bool has_finding(std::string_view command) {
    return command == CheckProvider::describe.name || command == ValidateTemplate::describe.name;
}

tl::expected<Found, ExitStatus> wait_for_finding(Client& client, std::string_view command, const ValueMap& body,
                                                 Position since, std::chrono::milliseconds timeout) {
    const auto named = [&](std::string_view field) {
        const auto found = body.find(field);
        const auto* word = found == body.end() ? nullptr : found->second.as<std::string>();
        return word ? *word : std::string{};
    };
    if (command == CheckProvider::describe.name) return health_of(client, named("name"), since, timeout);
    return findings_at(client, named("template_id"), since, timeout);
}

}  // namespace hf::ctl
