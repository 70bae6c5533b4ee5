#include <algorithm>
#include <array>

#include "ctl/cell.hpp"
#include "ctl/completion.hpp"
#include "ctl/verbs.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;

// The user waits for this while he holds the tab key.
constexpr auto patience = 300ms;
constexpr int most_ids = 1000;  // the most that a list returns at once

// The source of a kind of ids: the list of that noun, whose first column holds them.
struct Source {
    std::string_view ids_of;
    std::string_view noun;
    std::array<std::string_view, 2> told;  // fields shown beside each id
};
constexpr std::array sources{
    Source{"template id", "template", {"provider", "name"}},
    Source{"request id", "request", {"status", "template_id"}},
    Source{"machine id", "machine", {"status", "name"}},
    Source{"provider name", "provider", {"type", "health"}},
};

const Verb& list_verb(std::string_view noun) {
    const auto all = verbs();
    return *std::find_if(all.begin(), all.end(),
                         [&](const auto& row) { return row.noun == noun && row.verb == "list"; });
}

Candidate candidate(const Value& item, const Source& source, std::string_view id_field) {
    Candidate result{cell(member(item, id_field), nullptr, {})};
    for (const auto field : source.told)
        // A template without a name of its own has its id as name.
        if (const auto text = cell(member(item, field), nullptr, {}); !text.empty() && text != result.word)
            result.help += (result.help.empty() ? "" : " ") + text;
    return result;
}

}  // namespace

std::vector<Candidate> live_ids(std::string_view ids_of, const std::string& config) {
    const auto* source =
        std::find_if(sources.begin(), sources.end(), [&](const auto& s) { return s.ids_of == ids_of; });
    if (source == sources.end()) return {};
    const auto site = find_site(config.empty() ? std::nullopt : std::optional(config));
    if (!site) return {};
    Client client(site->endpoints, {.timeout = patience, .patience = 0ms});
    const auto& list = list_verb(source->noun);
    ValueMap body{{"limit", most_ids}};
    // A template that takes no requests may still be changed or deleted.
    if (field_of(list.message.body, "active_only")) body["active_only"] = false;
    const auto reply = client.query(list.message.name, Encoded{client.codec().encode(body)});
    if (!reply) return {};
    Value result;
    static_cast<void>(client.read(reply->result.msgpack, type_of<Value>, &result));
    std::vector<Candidate> ids;
    if (const auto* items = member(result, "items").as<ValueList>())
        for (const auto& item : *items) ids.push_back(candidate(item, *source, list.columns.front().field));
    return ids;
}

}  // namespace hf::ctl
