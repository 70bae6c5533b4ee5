#include "ctl/audit.hpp"

#include <fmt/format.h>

#include "core/commands/audit_provider.hpp"
#include "core/messages/convert.hpp"
#include "core/queries/get_provider_audit.hpp"
#include "ctl/await.hpp"
#include "ctl/output.hpp"
#include "ctl/table.hpp"

namespace hf::ctl {
namespace {

using std::chrono::milliseconds;

// Waits for the first audit that was made after this position.
Called<AuditReport> audit_since(Client& client, const ProviderName& name, Position position, milliseconds timeout) {
    auto report = await(client, GetProviderAudit{name}, position, timeout,
                        [&](const AuditReport& now) { return now.answers >= position; });
    if (!report && report.error().kind == CallFailure::Kind::timed_out && report.error().error.message.empty())
        report.error().error.message = fmt::format(
            "{} has not answered yet; hostfactoryctl provider audited {} shows the result later", name, name);
    return report;
}

std::string in_words(const Audit& audit) {
    const auto found = audit.orphan_count + audit.loss_count + audit.unsettled_count;
    if (found == 0) return "no orphans, no losses\n";
    Table table({"FOUND", "MACHINE", "STATUS", "TOKEN", "DONE"});
    for (const auto& orphan : audit.orphans)
        table.add({"orphan", orphan.machine_id, std::string(name_of(orphan.status)), orphan.token,
                   std::string(name_of(orphan.outcome))});
    for (const auto& loss : audit.losses) table.add({"loss", loss.value, "", "", ""});
    for (const auto& id : audit.unsettled)
        table.add({"unsettled", "", "", id.value, "the provider is asked again what its launch has made"});
    auto text = table.text();
    const auto untold = found - audit.orphans.size() - audit.losses.size() - audit.unsettled.size();
    if (untold > 0) text += fmt::format("and {} more\n", untold);
    return text;
}

std::string shown(const AuditReport& report, Format format) {
    const auto& audit = report.audit;
    switch (format) {
        case Format::table:
        case Format::wide: return in_words(audit);
        case Format::name: {
            std::string ids;
            for (const auto& orphan : audit.orphans) ids += printable(orphan.machine_id) + '\n';
            for (const auto& loss : audit.losses) ids += loss.value + '\n';
            return ids;
        }
        default: return rendered(format, to_map(report), type_of<AuditReport>, {}, Client::codec(), {});
    }
}

ExitStatus run_audit(Connection& connection, const ProviderName& name) {
    const auto& global = connection.global();
    const auto client = connection.open();
    if (!client) return tell_usage(client.error());
    const auto asked = (*client)->command(AuditProvider{name});
    if (!asked) return tell(asked.error(), AuditProvider::describe.name);
    const auto report = audit_since(**client, name, asked->position, global.timeout());
    if (!report) return tell(report.error(), GetProviderAudit::describe.name);
    const auto& audit = report->result.audit;
    if (!audit.problem.empty()) {
        say(fmt::format("{} can't be audited: {}", name, audit.problem));
        return ExitStatus::unfulfilled;
    }
    print(shown(report->result, global.output()));
    return audit.orphan_count + audit.loss_count + audit.unsettled_count == 0 ? ExitStatus::ok : ExitStatus::refused;
}

}  // namespace

void add_audit(CommandLine& line) {
    const auto name = std::make_shared<std::string>();
    auto& app =
        line.add("provider", "audit",
                 "Compares a provider's machines with the recorded ones now, and lists orphans (ours, there and not "
                 "recorded), losses (recorded and missing there) and launches whose outcome is not known. Ends with 0 "
                 "when there are none, with 1 when there are "
                 "some, with 5 when the provider doesn't answer.");
    auto* place = app.add_option("NAME", *name, "which");
    line.offer(*place->required(), {.ids_of = std::string(ProviderName::type_name)});
    line.does(app, [name](Connection& connection) {
        if (const auto wrong = ProviderName::check(*name); !wrong.empty())
            return tell_usage(fmt::format("NAME: {}", wrong));
        return run_audit(connection, ProviderName{*name});
    });
}

}  // namespace hf::ctl
