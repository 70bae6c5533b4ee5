#include "ctl/provider_choice.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/queries/list_providers.hpp"

namespace hf::ctl {
namespace {

bool has(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool understands(const Capabilities& can, const ImportedTemplate& imported) {
    const auto* api = imported.fields.at("provider_api").as<std::string>();
    if (api && !api->empty() && !has(can.provider_apis, *api)) return false;
    const auto* configuration = imported.fields.at("configuration").as<ValueMap>();
    return configuration && std::all_of(configuration->begin(), configuration->end(), [&](const auto& setting) {
               return is_the_schedulers(setting.first) || has(can.template_keys, setting.first);
           });
}

CallFailure unclear(std::string message) {
    CallFailure failure;
    failure.kind = CallFailure::Kind::refused;
    failure.error = error(Code::validation_error, "{}", message);
    return failure;
}

std::string in_words_of(const ImportedTemplate& imported, const std::vector<std::string>& fitting,
                        const std::vector<CapabilityReport>& enabled) {
    if (!imported.provider_type.empty() && fitting.empty())
        return fmt::format("the file means a provider of type {}, and none is configured; say --provider NAME",
                           imported.provider_type);
    if (fitting.size() > 1)
        return fmt::format("the file names no provider and several fit: {}; say --provider NAME",
                           fmt::join(fitting, ", "));
    return fmt::format("the file names no provider and {} are configured; say --provider NAME", enabled.size());
}

}  // namespace

std::vector<std::string> fitting_providers(const ImportedTemplate& imported,
                                           const std::vector<CapabilityReport>& enabled) {
    std::vector<const CapabilityReport*> fitting;
    for (const auto& provider : enabled)
        if (imported.provider_type.empty() || provider.type == imported.provider_type) fitting.push_back(&provider);
    if (fitting.size() > 1)
        std::erase_if(fitting, [&](const auto* provider) { return !understands(provider->capabilities, imported); });
    std::vector<std::string> names;
    for (const auto* provider : fitting) names.push_back(provider->name.value);
    return names;
}

tl::expected<void, CallFailure> ProviderChoice::look_up() {
    if (looked_up_) return {};
    ListProviders query;
    query.enabled = true;
    const auto listed = client_.query(query);
    if (!listed) return tl::make_unexpected(listed.error());
    for (const auto& provider : listed->result.items) {
        if (provider.missing) continue;
        auto report = client_.query(GetProviderCapabilities{provider.name});
        if (!report) return tl::make_unexpected(report.error());
        enabled_.push_back(std::move(report->result));
    }
    looked_up_ = true;
    return {};
}

tl::expected<std::string, CallFailure> ProviderChoice::of(const ImportedTemplate& imported) {
    if (!named_.empty()) return named_;
    if (auto done = look_up(); !done) return tl::make_unexpected(done.error());
    const auto fitting = fitting_providers(imported, enabled_);
    if (fitting.size() == 1) return fitting.front();
    return tl::make_unexpected(unclear(in_words_of(imported, fitting, enabled_)));
}

}  // namespace hf::ctl
