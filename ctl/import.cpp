#include "ctl/import.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "adapters/json/json_text.hpp"
#include "adapters/system/bounded_file.hpp"
#include "core/commands/import_templates.hpp"
#include "core/messages/convert.hpp"
#include "ctl/cell.hpp"
#include "ctl/import_report.hpp"
#include "ctl/output.hpp"
#include "ctl/provider_choice.hpp"
#include "ctl/table.hpp"
#include "ctl/template_file.hpp"
#include "ctl/value_text.hpp"

namespace hf::ctl {
namespace {

constexpr std::size_t most_spec_bytes = 1 << 20;

// Reads the files that a template names, relative to the directory of the template file.
FileReader files_beside(const std::string& template_file) {
    if (template_file == "-") return no_files;
    return [directory = std::filesystem::path(template_file).parent_path()](
               const std::string& path) -> tl::expected<Value, std::string> {
        const auto file = (directory / path).string();
        const auto text = read_bounded_file(file, most_spec_bytes);
        if (!text) return tl::make_unexpected(text.error());
        if (text->find("{%") != std::string::npos)
            return tl::make_unexpected(file + " has statements ({% … %}), which are not understood here");
        auto value = value_of_json(*text);
        if (!value) return tl::make_unexpected(fmt::format("{}: {}", file, value.error()));
        return value;
    };
}

// The templates of a file on their way to the daemon.
class FileImport {
public:
    FileImport(Client& client, const ImportOptions& options) : options_(options), provider_(client, options.provider) {}

    // The exit status, if nothing is to be sent: a template is wrong and is not to be skipped, or no daemon answers.
    std::optional<ExitStatus> translate(const std::vector<ValueMap>& entries) {
        bool good = true;
        const auto files = files_beside(options_.file);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            auto imported = import_template(entries[i], files);
            if (!imported) {
                good &= skip(fmt::format("templates[{}]", i), imported.error());
                continue;
            }
            report_.add(*imported);
            if (auto named = name_the_provider(*imported); !named) {
                if (named.error().kind != CallFailure::Kind::refused) return tell(named.error());
                good &= skip(imported->template_id, named.error().error.message);
                continue;
            }
            if (const auto problem = problem_of(*imported); options_.skip_wrong && !problem.empty()) {
                good &= skip(imported->template_id, problem);
                continue;
            }
            templates_.emplace_back(std::move(imported->fields));
        }
        for (const auto& line : report_.lines()) say(line);
        if (!good) return ExitStatus::refused;
        return options_.skip_wrong && templates_.empty() ? std::optional(ExitStatus::ok) : std::nullopt;
    }

    [[nodiscard]] ValueMap body() && {
        ValueMap body{{"templates", std::move(templates_)}, {"dry_run", options_.dry_run}};
        if (options_.skip_wrong) body["skip_wrong"] = true;
        return body;
    }

private:
    bool skip(const std::string& what, const std::string& why) {
        if (options_.skip_wrong)
            print(printable(fmt::format("{}: wrong: {}", what, why)) + "\n");
        else
            tell_usage(fmt::format("{}: {}", what, why));
        return options_.skip_wrong;
    }

    tl::expected<void, CallFailure> name_the_provider(ImportedTemplate& imported) {
        if (imported.fields.contains("provider")) return {};
        auto name = provider_.of(imported);
        if (!name) return tl::make_unexpected(name.error());
        imported.fields["provider"] = *name;
        return {};
    }

    // What the daemon could not decode; one such template would keep all others of the message out.
    static std::string problem_of(const ImportedTemplate& imported) {
        TemplateSpec spec;
        const auto problem = from_map(imported.fields, spec);
        return problem ? fmt::format("{} {}", problem->path, problem->message) : std::string{};
    }

    const ImportOptions& options_;
    ProviderChoice provider_;
    ImportReport report_;
    ValueList templates_;
};

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
    FileImport import(client, options);
    if (const auto ended = import.translate(*entries)) return *ended;
    const auto body = std::move(import).body();
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
                 "Makes templates what a Host Factory template file says, all or none, and reports each of them and "
                 "what becomes of the file's keys.");
    auto* file = app.add_option("FILE", options->file, "JSON, or YAML where it is called .yaml; - is standard input");
    line.offer(*file->required(), {.files = true});
    auto* provider = app.add_option("--provider", options->provider,
                                    "of templates that name none; needed where several are configured and not just one "
                                    "of them fits");
    line.offer(*provider->type_name("NAME"), {.ids_of = std::string(ProviderName::type_name)});
    app.add_flag("--dry-run", options->dry_run, "only report what would change");
    app.add_flag("--skip-wrong", options->skip_wrong, "leave out templates that are wrong, and import the others");
    line.does(app, [options](Client& client) { return import_templates(client, *options); });
}

}  // namespace hf::ctl
