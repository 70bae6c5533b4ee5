#include "http/api/messages.hpp"

#include <algorithm>

#include "core/catalogue.hpp"

namespace hf::http {

Messages::Messages() {
    Catalogue commands;
    Catalogue queries;
    add_every_command(commands);
    add_every_query(queries);
    for (const auto& type : commands.types()) all_.push_back({type, true});
    for (const auto& type : queries.types()) all_.push_back({type, false});
}

const Messages& Messages::of_the_catalogue() {
    static const Messages messages;
    return messages;
}

const MessageOfApi* Messages::find(std::string_view name, bool is_command) const {
    const auto found = std::ranges::find_if(
        all_, [&](const MessageOfApi& each) { return each.is_command == is_command && each.type.name == name; });
    return found == all_.end() ? nullptr : &*found;
}

Error Messages::no_such(std::string_view name, bool is_command) const {
    std::vector<MessageType> known;
    for (const auto& each : all_)
        if (each.is_command == is_command) known.push_back(each.type);
    return no_such_handler(is_command ? "command" : "query", name, known);
}

}  // namespace hf::http
