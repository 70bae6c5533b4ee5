#include "core/descriptions.hpp"

#include "core/catalogue.hpp"
#include "core/domain/history/event_types.hpp"

namespace hf {
namespace {

MessageDescription description_of(const MessageType& type, MessageKind kind) {
    MessageDescription description;
    description.name = type.name;
    description.kind = kind;
    description.help = type.help;
    if (kind == MessageKind::command) description.versioned = type.versioned;
    description.role = type.role;
    description.fields = describe_fields(*type.body, type.make().get());
    description.result = describe_fields(*type.result, nullptr);
    return description;
}

MessageDescription description_of(const EventType& type) {
    MessageDescription description;
    description.name = type.name;
    description.kind = MessageKind::event;
    description.help = type.help;
    description.category = type.category;
    description.schema = type.schema;
    description.fields = describe_fields(*type.data, nullptr);
    return description;
}

MessageDescription description_of(const CodeInfo& code) {
    MessageDescription description;
    description.name = code.name;
    description.kind = MessageKind::error;
    description.help = code.help;
    description.retryable = code.retryable;
    return description;
}

}  // namespace

std::vector<MessageDescription> every_description() {
    Catalogue commands;
    Catalogue queries;
    add_every_command(commands);
    add_every_query(queries);
    std::vector<MessageDescription> all;
    for (const auto& type : commands.types()) all.push_back(description_of(type, MessageKind::command));
    for (const auto& type : queries.types()) all.push_back(description_of(type, MessageKind::query));
    for (const auto& type : every_event_type()) all.push_back(description_of(type));
    for (const auto& code : every_code) all.push_back(description_of(code));
    return all;
}

}  // namespace hf
