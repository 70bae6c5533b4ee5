#include "ctl/whole_id.hpp"

#include <fmt/format.h>

#include "core/queries/list_machines.hpp"
#include "core/queries/list_requests.hpp"
#include "ctl/field_option.hpp"
#include "ctl/short_id.hpp"

namespace hf::ctl {
namespace {

constexpr std::uint32_t most_candidates = 1000;  // the most that a list returns at once

// Adds the ids that end so; returns what went wrong.
template <class List, class IdOf>
std::optional<std::string> find_in(Client& client, List list, std::string_view end, IdOf id_of,
                                   std::vector<std::string>& found) {
    list.page.q = std::string(end);
    list.page.limit = most_candidates;
    const auto reply = client.query(list);
    if (!reply) return reply.error().error.message;
    for (const auto& item : reply->result.items)
        if (const std::string& id = id_of(item); id.ends_with(end)) found.push_back(id);
    return std::nullopt;
}

const std::string& machine_id_of(const Machine& machine) { return machine.spec.machine_id.value; }
const std::string& request_id_of(const Request& request) { return request.request_id.value; }

}  // namespace

tl::expected<std::string, std::string> whole_id(Client& client, std::string_view kind, const std::string& word) {
    const auto end = end_of_id(word);
    const bool machine = kind == "machine id" || kind == "stream";
    const bool request = kind == "request id" || kind == "stream";
    if (!end || (!machine && !request)) return word;
    std::vector<std::string> found;
    std::optional<std::string> wrong;
    if (machine) wrong = find_in(client, ListMachines{}, *end, machine_id_of, found);
    if (request && !wrong) wrong = find_in(client, ListRequests{}, *end, request_id_of, found);
    if (wrong) return tl::make_unexpected(std::move(*wrong));
    if (found.size() == 1) return found.front();
    const auto* const whose = !request ? "machine" : machine ? "request or machine" : "request";
    if (found.empty()) return tl::make_unexpected(fmt::format("no {}'s id ends in {}", whose, *end));
    return tl::make_unexpected(
        fmt::format("{} ids end in {}; {} and {} are two of them", found.size(), *end, found[0], found[1]));
}

std::optional<std::string> make_ids_whole(Connection& connection, const TypeInfo& type, ValueMap& body) {
    std::optional<std::string> wrong;
    const auto make_whole = [&](const FieldInfo& field, Value& value) {
        auto* const word = std::get_if<std::string>(&value.data);
        if (!word || wrong || !end_of_id(*word)) return;
        const auto client = connection.open();
        auto id = client ? whole_id(**client, FieldOption(field, nullptr).offer().ids_of, *word)
                         : tl::make_unexpected(client.error());
        if (id)
            *word = std::move(*id);
        else
            wrong = std::move(id.error());
    };
    for (const auto& field : type.fields) {
        const auto found = body.find(field.name);
        if (found == body.end()) continue;
        make_whole(field, found->second);
        if (auto* const items = std::get_if<ValueList>(&found->second.data))
            for (auto& item : *items) make_whole(field, item);
    }
    return wrong;
}

}  // namespace hf::ctl
