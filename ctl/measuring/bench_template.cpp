#include "ctl/measuring/bench_template.hpp"

#include "adapters/system/system_clock.hpp"
#include "core/commands/delete_template.hpp"
#include "core/commands/update_template.hpp"
#include "core/queries/get_template.hpp"
#include "core/queries/list_providers.hpp"
#include "core/queries/list_templates.hpp"

namespace hf::ctl {
namespace {

// Longer than a run can take.
constexpr std::chrono::minutes left_behind_after{5};
// How many providers and templates are tried as a pattern. Each refusal is remembered by the daemon.
constexpr std::uint32_t most_patterns = 4;

TemplateSpec harmless(TemplateSpec spec) {
    spec.template_id = {BenchTemplate::id};
    spec.name = "hostfactoryctl bench";
    spec.description = "for some seconds, to measure the daemon; no machine can be made of it";
    spec.active = false;
    spec.max_number = 0;
    spec.tags.clear();
    return spec;
}

bool is_harmless(const Template& tmpl) { return !tmpl.spec.active && tmpl.spec.max_number == 0; }

std::optional<CallFailure> remove(Client& client) {
    const auto removed = client.command(DeleteTemplate{{BenchTemplate::id}, "the measurement is over"});
    return removed ? std::nullopt : std::optional(removed.error());
}

// A template must keep its provider's rules: the provider alone is enough for some, and others accept a copy of one of
// their templates.
std::vector<TemplateSpec> patterns(Client& client) {
    std::vector<TemplateSpec> all;
    ListProviders providers;
    providers.page.limit = most_patterns;
    if (const auto listed = client.query(providers))
        for (const auto& provider : listed->result.items)
            if (!provider.missing) all.emplace_back().provider = provider.name;
    ListTemplates templates;
    templates.active_only = false;
    templates.include_configuration = true;
    templates.page.limit = most_patterns;
    if (const auto listed = client.query(templates))
        for (const auto& each : listed->result.items) all.push_back(each.tmpl.spec);
    return all;
}

// Deletes what a killed run has left. Returns why the id can't be used; nothing if it can.
std::optional<std::string> clear_away(Client& client) {
    const auto there = client.query(GetTemplate{{BenchTemplate::id}});
    if (!there)
        return there.error().error.code == Code::template_not_found ? std::nullopt
                                                                    : std::optional(there.error().error.message);
    const auto& tmpl = there->result;
    if (!is_harmless(tmpl)) return fmt::format("the template {} is not of this program", BenchTemplate::id);
    const auto age = SystemClock{}.now().microseconds - tmpl.updated_at.microseconds;
    if (age < std::chrono::microseconds(left_behind_after).count())
        return fmt::format("another run has the template {}, or was killed a moment ago", BenchTemplate::id);
    const auto failed = remove(client);
    return failed ? std::optional(failed->error.message) : std::nullopt;
}

}  // namespace

tl::expected<std::unique_ptr<BenchTemplate>, std::string> BenchTemplate::make(Client& client) {
    if (auto taken = clear_away(client)) return tl::make_unexpected(std::move(*taken));
    std::string why = "there is no provider";
    for (auto& pattern : patterns(client)) {
        const auto created = client.command(CreateTemplate{harmless(std::move(pattern))});
        if (created) return std::unique_ptr<BenchTemplate>(new BenchTemplate(client));
        why = created.error().error.message;
        // Whether it was made is not known, so that it is not left there.
        if (created.error().kind != CallFailure::Kind::refused) {
            std::ignore = remove(client);
            break;
        }
    }
    return tl::make_unexpected(fmt::format("no template could be made for it: {}", why));
}

BenchTemplate::~BenchTemplate() { std::ignore = remove(client_); }

tl::expected<Position, CallFailure> BenchTemplate::change(const std::string& description) {
    const ValueMap body{{"template_id", id}, {"description", description}};
    const auto changed = client_.command(UpdateTemplate::describe.name, Encoded{Client::codec().encode(body)});
    if (!changed) return tl::make_unexpected(changed.error());
    return changed->position;
}

}  // namespace hf::ctl
