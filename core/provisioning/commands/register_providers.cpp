#include "core/provisioning/commands/register_providers.hpp"

#include <algorithm>
#include <set>

namespace hf {
namespace {

std::string in_words(const ValueMap& map, const std::string& key) {
    const auto it = map.find(key);
    return it == map.end() ? "nothing" : hf::in_words(it->second);
}

// "provider local: grace_s is 20 in the file and was 10"
void tell_differences(const ConfiguredProvider& file, const ProviderAggregate& store,
                      std::vector<std::string>& changes) {
    const auto differs = [&](std::string_view what, const std::string& now, const std::string& before) {
        changes.push_back(fmt::format("provider {}: {} is {} in the file and was {}", file.name, what, now, before));
    };
    if (file.type != store.type) differs("type", file.type, store.type);
    if (store.source != ProviderSource::file)
        changes.push_back(fmt::format("provider {}: a command had registered it; now the file counts", file.name));
    std::set<std::string> keys;
    for (const auto& [key, value] : file.config) keys.insert(key);
    for (const auto& [key, value] : store.config) keys.insert(key);
    for (const auto& key : keys) {
        const auto now = in_words(file.config, key);
        if (const auto before = in_words(store.config, key); now != before) differs(key, now, before);
    }
}

bool same(const ConfiguredProvider& file, const ProviderAggregate& store) {
    return file.type == store.type && file.config == store.config && store.source == ProviderSource::file;
}

}  // namespace

Decision<ProvidersRegistered> decide(const RegisterProviders& command, const State& state, const Context&) {
    Accepted<ProvidersRegistered> accepted;
    auto& differences = accepted.result.differences;
    for (const auto& file : command.configured) {
        const auto* known = state.find(file.name);
        if (!known) {
            accepted.events.emplace_back(ProviderRegistered{{file.name}, file.type, file.config, ProviderSource::file});
            continue;
        }
        if (!same(file, *known)) {
            tell_differences(file, *known, differences);
            accepted.events.emplace_back(ProviderUpdated{{file.name}, file.type, file.config, ProviderSource::file});
        }
        if (known->missing) {
            differences.push_back(fmt::format("provider {}: it is in the file again", file.name));
            accepted.events.emplace_back(ProviderEnabled{{file.name}});
        }
    }
    for (const auto& known : state.providers()) {
        const bool configured = std::any_of(command.configured.begin(), command.configured.end(),
                                            [&](const auto& c) { return c.name == known.name; });
        if (known.source != ProviderSource::file || known.missing || configured) continue;
        differences.push_back(fmt::format("provider {}: it is not in the file any more", known.name));
        accepted.events.emplace_back(ProviderDisabled{{known.name}, "it is not in the configuration any more", true});
    }
    return accepted;
}

}  // namespace hf
