#include "ctl/import.hpp"

#include <fmt/format.h>

#include "core/commands/import_templates.hpp"
#include "core/queries/list_providers.hpp"
#include "ctl/cell.hpp"
#include "ctl/output.hpp"
#include "ctl/table.hpp"
#include "ctl/template_file.hpp"
#include "ctl/value_text.hpp"

namespace hf::ctl {
namespace {

template <class T>
using Asked = tl::expected<T, CallFailure>;

// The provider for templates that name none; looked up when the first template needs it.
class DefaultProvider {
public:
    DefaultProvider(Client& client, std::string named) : client_(client), name_(std::move(named)) {}

    Asked<std::string> name() {
        if (!name_.empty()) return name_;
        const auto listed = client_.query(ListProviders{});
        if (!listed) return tl::make_unexpected(listed.error());
        std::vector<std::string> enabled;
        for (const auto& provider : listed->result.items)
            if (provider.enabled) enabled.push_back(provider.name.value);
        if (enabled.size() != 1) {
            CallFailure unclear;
            unclear.kind = CallFailure::Kind::refused;
            unclear.error =
                error(Code::validation_error, "the file names no provider and {} are configured; say --provider NAME",
                      enabled.size());
            return tl::make_unexpected(std::move(unclear));
        }
        return name_ = enabled.front();
    }

private:
    Client& client_;
    std::string name_;
};

// Translates the file's templates for the daemon, and warns of keys that are unknown. Returns
// nothing if a template cannot be understood: then nothing is sent.
std::optional<ValueList> templates_of(const std::vector<ValueMap>& entries) {
    ValueList templates;
    bool understood = true;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto imported = import_template(entries[i]);
        if (!imported) {
            tell_usage(fmt::format("templates[{}]: {}", i, imported.error()));
            understood = false;
            continue;
        }
        for (const auto& warning : imported->warnings)
            say(fmt::format("{}: warning: {}", imported->template_id, warning));
        templates.emplace_back(std::move(imported->fields));
    }
    return understood ? std::optional(std::move(templates)) : std::nullopt;
}

Asked<void> name_the_provider(ValueList& templates, DefaultProvider& provider) {
    for (auto& each : templates) {
        auto& fields = std::get<ValueMap>(each.data);
        if (fields.contains("provider")) continue;
        auto name = provider.name();
        if (!name) return tl::make_unexpected(name.error());
        fields["provider"] = *name;
    }
    return {};
}

// Prints lines such as "small: changed", from the result or from a refusal's details.
void show_outcomes(const Value& templates) {
    const auto* list = templates.as<ValueList>();
    if (!list) return;
    for (const auto& each : *list) {
        const auto wrong = cell(member(each, "message"), nullptr, {});
        print(printable(fmt::format("{}: {}{}{}", cell(member(each, "template_id"), nullptr, {}),
                                    cell(member(each, "outcome"), nullptr, {}), wrong.empty() ? "" : ": ", wrong)) +
              "\n");
    }
}

}  // namespace

ExitStatus import_templates(Client& client, const ImportOptions& options) {
    const auto file = value_from_file(options.file);
    if (!file) return tell_usage(file.error());
    const auto entries = templates_in(*file);
    if (!entries) return tell_usage(fmt::format("{}: {}", options.file, entries.error()));
    auto templates = templates_of(*entries);
    if (!templates) return ExitStatus::refused;
    DefaultProvider provider(client, options.provider);
    if (const auto named = name_the_provider(*templates, provider); !named)
        return tell(named.error(), ImportTemplates::describe.name);

    const ValueMap body{{"templates", std::move(*templates)}, {"dry_run", options.dry_run}};
    const auto done = client.command(ImportTemplates::describe.name, Encoded{client.codec().encode(body)}, {});
    if (!done) {
        if (const auto all = done.error().error.details.find("templates"); all != done.error().error.details.end())
            show_outcomes(all->second);
        return tell(done.error(), ImportTemplates::describe.name);
    }
    Value result;
    static_cast<void>(client.read(done->result.msgpack, type_of<Value>, &result));
    show_outcomes(member(result, "templates"));
    return ExitStatus::ok;
}

void add_import(CommandLine& line) {
    const auto options = std::make_shared<ImportOptions>();
    auto& app =
        line.add("template", "import",
                 "Makes templates what a Host Factory template file says, all or none, and reports each of them.");
    auto* file = app.add_option("FILE", options->file, "JSON, or YAML where it is called .yaml; - is standard input");
    line.offer(*file->required(), {.files = true});
    auto* provider = app.add_option("--provider", options->provider,
                                    "of templates that name none; needed where several are configured");
    line.offer(*provider->type_name("NAME"), {.ids_of = std::string(ProviderName::type_name)});
    app.add_flag("--dry-run", options->dry_run, "only report what would change");
    line.does(app, [options](Client& client) { return import_templates(client, *options); });
}

}  // namespace hf::ctl
