#include "ctl/import.hpp"

#include <fmt/format.h>

#include "core/commands/create_template.hpp"
#include "core/commands/update_template.hpp"
#include "core/queries/get_template.hpp"
#include "core/queries/list_providers.hpp"
#include "ctl/output.hpp"
#include "ctl/table.hpp"
#include "ctl/template_file.hpp"
#include "ctl/value_text.hpp"

namespace hf::ctl {
namespace {

template <class T>
using Asked = tl::expected<T, CallFailure>;

// Found out when the first template needs it.
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

Asked<std::string_view> store(Client& client, const ImportedTemplate& imported) {
    const auto send = [&](std::string_view type, const CallOptions& options = {}) -> Asked<Version> {
        const auto done = client.command(type, Encoded{client.codec().encode(imported.fields)}, options);
        if (!done) return tl::make_unexpected(done.error());
        TemplateChanged changed;
        static_cast<void>(client.read(done->result.msgpack, type_of<TemplateChanged>, &changed));
        return changed.version;
    };

    const auto there = client.query(GetTemplate{{imported.template_id}});
    if (!there) {
        if (there.error().error.code != Code::template_not_found) return tl::make_unexpected(there.error());
        const auto created = send(CreateTemplate::describe.name);
        if (!created) return tl::make_unexpected(created.error());
        return "created";
    }
    // Of the version that was seen, so that nobody else's change is overwritten unseen.
    CallOptions options;
    options.expected_version = there->result.version;
    const auto updated = send(UpdateTemplate::describe.name, options);
    if (!updated) return tl::make_unexpected(updated.error());
    return *updated == there->result.version ? "unchanged" : "updated";
}

bool is_about_the_template(const CallFailure& failure) { return failure.kind == CallFailure::Kind::refused; }

}  // namespace

ExitStatus import_templates(Client& client, const ImportOptions& options) {
    const auto file = value_from_file(options.file);
    if (!file) return tell_usage(file.error());
    const auto entries = templates_in(*file);
    if (!entries) return tell_usage(fmt::format("{}: {}", options.file, entries.error()));

    DefaultProvider provider(client, options.provider);
    auto status = ExitStatus::ok;
    for (std::size_t i = 0; i < entries->size(); ++i) {
        auto imported = import_template((*entries)[i]);
        if (!imported) {
            tell_usage(fmt::format("templates[{}]: {}", i, imported.error()));
            status = ExitStatus::refused;
            continue;
        }
        for (const auto& warning : imported->warnings)
            fmt::print(stderr, "hostfactoryctl: {}: warning: {}\n", printable(imported->template_id),
                       printable(warning));

        auto outcome = [&]() -> Asked<std::string_view> {
            if (!imported->fields.contains("provider")) {
                auto name = provider.name();
                if (!name) return tl::make_unexpected(name.error());
                imported->fields["provider"] = *name;
            }
            return store(client, *imported);
        }();
        if (!outcome && !is_about_the_template(outcome.error())) return tell(outcome.error());
        print(fmt::format("{}: {}\n", printable(imported->template_id), outcome ? *outcome : "failed"));
        if (outcome) continue;
        outcome.error().error.message = fmt::format("{}: {}", imported->template_id, outcome.error().error.message);
        status = tell(outcome.error());
    }
    return status;
}

}  // namespace hf::ctl
