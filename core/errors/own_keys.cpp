#include "core/errors/own_keys.hpp"

#include <algorithm>

#include "core/errors/findings.hpp"
#include "core/messages/decoder.hpp"
#include "core/text/suggestion.hpp"

namespace hf {

std::vector<Finding> read_own_keys(const ValueMap& configuration, const TypeInfo& type, void* target,
                                   std::span<const std::string_view> without_effect) {
    std::vector<std::string_view> known(without_effect.begin(), without_effect.end());
    for (const auto& field : type.fields) known.push_back(field.name);

    std::vector<Finding> findings;
    ValueMap own;
    for (const auto& [key, value] : configuration) {
        const auto place = std::find(known.begin(), known.end(), key) - known.begin();
        if (static_cast<std::size_t>(place) < without_effect.size()) continue;
        if (static_cast<std::size_t>(place) < known.size())
            own.emplace(key, value);
        else if (const auto hint = did_you_mean(key, known); !hint.empty())
            findings.push_back({key, "is not known here" + hint});
    }
    Decoder decoder(type, target);
    write(own, decoder);
    if (const auto& problem = decoder.problem())
        for (auto& finding : findings_of(*problem)) findings.push_back(std::move(finding));
    return findings;
}

}  // namespace hf
