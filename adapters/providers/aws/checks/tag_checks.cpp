#include "adapters/providers/aws/checks/tag_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <strings.h>

#include <algorithm>
#include <array>

namespace hf::aws {
namespace {

constexpr std::size_t most_named = 10;

constexpr std::array<std::string_view, 6> own_tags{tag::token, tag::site,        tag::request,
                                                   tag::tmpl,  tag::correlation, tag::managed_by};

bool is_of_aws(const std::string& key) { return ::strncasecmp(key.c_str(), "aws:", 4) == 0; }

}  // namespace

std::vector<Finding> tag_findings(const tag::Tags& tags) {
    constexpr auto room = tag::most_of_a_machine - own_tags.size();
    std::vector<Finding> findings;
    std::vector<std::string_view> keys;
    for (const auto& [key, value] : tags) {
        if (is_of_aws(key))
            findings.push_back({"tags." + key, "must have another key: those that begin with aws: are AWS's own"});
        else if (std::find(own_tags.begin(), own_tags.end(), key) == own_tags.end())
            keys.emplace_back(key);
    }
    if (keys.size() <= room) return findings;
    const auto surplus = keys.size() - room;
    const auto last = keys.end() - static_cast<std::ptrdiff_t>(std::min(surplus, most_named));
    findings.push_back(
        {"tags", fmt::format("must be at most {}, not {}: EC2 takes {} of a machine, and {} are hostfactory's own; {} "
                             "must go, such as {}",
                             room, keys.size(), tag::most_of_a_machine, own_tags.size(), surplus,
                             fmt::join(last, keys.end(), ", "))});
    return findings;
}

std::vector<Finding> name_findings(const tag::Tags& tags) {
    if (tags.contains(tag::name))
        return {{"instanceName", "can't be given beside the tag Name: leave one of them out"}};
    auto with_name = tags;
    with_name.emplace(tag::name, "");
    if (tag_findings(with_name).empty() || !tag_findings(tags).empty()) return {};
    return {{"instanceName", "is one tag more than EC2 takes of a machine: leave it or another tag out"}};
}

}  // namespace hf::aws
