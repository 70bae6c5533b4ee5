// Checks that Describe agrees with the decoder: messages are made from the descriptions alone, as a
// client would make them, and checked against the types.
#include "core/descriptions.hpp"

#include <gmock/gmock.h>

#include <set>

#include "core/catalogue.hpp"
#include "core/domain/history/event_types.hpp"
#include "core/messages/convert.hpp"

namespace hf {
namespace {

Catalogue catalogue_of(MessageKind kind) {
    Catalogue all;
    if (kind == MessageKind::command)
        add_every_command(all);
    else
        add_every_query(all);
    return all;
}

const MessageType& type_of_message(const MessageDescription& message) {
    static const auto commands = catalogue_of(MessageKind::command);
    static const auto queries = catalogue_of(MessageKind::query);
    const auto& all = message.kind == MessageKind::command ? commands.types() : queries.types();
    return *std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == message.name; });
}

std::vector<MessageDescription> commands_and_queries() {
    auto all = every_description();
    std::erase_if(
        all, [](const auto& each) { return each.kind != MessageKind::command && each.kind != MessageKind::query; });
    return all;
}

// Makes bodies of a message from its description.
class Form {
public:
    explicit Form(const MessageDescription& message) : message_(message) {}

    [[nodiscard]] ValueMap required_only() const { return object("", false); }
    [[nodiscard]] ValueMap complete() const { return object("", true); }

    // A valid value with this number of elements or characters, or of this magnitude.
    [[nodiscard]] Value value(const FieldDescription& field, std::optional<std::int64_t> size = {}) const {
        const auto least =
            size.value_or(std::max<std::int64_t>(field.min.value_or(1), is_number(field) ? field.min.value_or(1) : 1));
        return value_of_type(field, field.type, field.path, least);
    }
    static bool is_number(const FieldDescription& field) { return field.type == "integer" || field.type == "number"; }

private:
    [[nodiscard]] Value value_of_type(const FieldDescription& field, std::string_view type, const std::string& path,
                                      std::int64_t size) const {
        if (type.starts_with("list of ")) {
            ValueList list;
            for (std::int64_t i = 0; i < size; ++i)
                list.push_back(value_of_type(field, type.substr(8), path + "[]", 1));
            return list;
        }
        if (type.starts_with("map of ")) {
            ValueMap map;
            for (std::int64_t i = 0; i < size; ++i)
                map[fmt::format("key{}", i)] = value_of_type(field, type.substr(7), path + ".*", 1);
            return map;
        }
        if (type == "object") return object(path + ".", true);
        if (type == "boolean") return true;
        if (type == "integer" || type == "time") return size;
        if (type == "number") return static_cast<double>(size);
        if (type == "word") return field.choices->front();
        if (type == "string") return std::string(static_cast<std::size_t>(size), 'a');
        EXPECT_EQ(type, "value") << "a type that no client knows: " << field.path;
        return "anything";
    }
    [[nodiscard]] ValueMap object(const std::string& prefix, bool all) const {
        ValueMap map;
        for (const auto& field : message_.fields) {
            if (!field.path.starts_with(prefix)) continue;
            const auto name = field.path.substr(prefix.size());
            if (name.find('.') != std::string::npos || !(all || field.required)) continue;
            map[name] = value(field);
        }
        return map;
    }

    const MessageDescription& message_;
};

std::optional<Problem> problem_with(const MessageDescription& message, const ValueMap& body) {
    const auto& type = type_of_message(message);
    const auto target = type.make();
    Decoder decoder(*type.body, target.get());
    write(body, decoder);
    return decoder.problem();
}

bool is_top(const FieldDescription& field) { return field.path.find('.') == std::string::npos; }

TEST(Descriptions, AreExactlyTheCatalogueTheEventsAndTheCodes) {
    std::vector<std::string> expected;
    for (const auto kind : {MessageKind::command, MessageKind::query}) {
        const auto known = catalogue_of(kind);
        for (const auto& type : known.types()) expected.emplace_back(type.name);
    }
    for (const auto& type : every_event_type()) expected.emplace_back(type.name);
    for (const auto name : enum_names<Code>) expected.emplace_back(name);
    std::vector<std::string> described;
    std::set<std::pair<std::string, MessageKind>> apart;
    for (const auto& each : every_description()) {
        described.push_back(each.name);
        EXPECT_TRUE(apart.emplace(each.name, each.kind).second) << each.name << " is two things of a kind";
    }
    EXPECT_EQ(described, expected);
    EXPECT_EQ(every_event_type().size(), std::variant_size_v<Event>);
}

TEST(Descriptions, EverythingHasALineOfHelp) {
    for (const auto& message : every_description()) {
        EXPECT_NE(message.help, "") << message.name;
        for (const auto& field : message.fields) EXPECT_NE(field.help, "") << message.name << ' ' << field.path;
    }
}

TEST(Descriptions, AMessageMadeOfThemIsUnderstood) {
    for (const auto& message : commands_and_queries()) {
        const Form form(message);
        for (const auto& body : {form.complete(), form.required_only()}) {
            const auto problem = problem_with(message, body);
            EXPECT_FALSE(problem) << message.name << ": " << problem->path << ' ' << problem->message;
        }
    }
}

TEST(Descriptions, WhatIsRequiredIsMissed) {
    for (const auto& message : commands_and_queries())
        for (const auto& field : message.fields) {
            if (!is_top(field)) continue;
            auto body = Form(message).complete();
            body.erase(field.path);
            EXPECT_EQ(problem_with(message, body).has_value(), field.required) << message.name << ' ' << field.path;
        }
}

TEST(Descriptions, BoundsAreWhereTheyAreSaidToBe) {
    for (const auto& message : commands_and_queries()) {
        const Form form(message);
        for (const auto& field : message.fields) {
            if (!is_top(field)) continue;
            const auto with = [&](std::int64_t size) {
                auto body = form.complete();
                body[field.path] = form.value(field, size);
                return problem_with(message, body);
            };
            // A string with a rule of its own is refused by that rule, not by its length.
            if (field.format && field.type == "string") continue;
            const auto refused = [&](std::int64_t size) { return with(size).has_value(); };
            const auto where = message.name + ' ' + field.path;
            const bool has_less = field.min && (Form::is_number(field) || *field.min > 0);
            EXPECT_FALSE(field.min && refused(*field.min)) << where;
            EXPECT_FALSE(field.max && refused(*field.max)) << where;
            EXPECT_TRUE(!has_less || refused(*field.min - 1)) << where;
            EXPECT_TRUE(!field.max || refused(*field.max + 1)) << where;
        }
    }
}

TEST(Descriptions, AWordIsOneOfItsChoices) {
    for (const auto& message : commands_and_queries())
        for (const auto& field : message.fields) {
            if (!is_top(field) || field.type != "word") continue;
            auto body = Form(message).complete();
            for (const auto& choice : *field.choices) {
                body[field.path] = choice;
                EXPECT_FALSE(problem_with(message, body)) << message.name << ' ' << field.path << ' ' << choice;
            }
            body[field.path] = "something else";
            EXPECT_TRUE(problem_with(message, body)) << message.name << ' ' << field.path;
        }
}

// Omitting a field has the same effect as giving its default.
TEST(Descriptions, DefaultsAreWhatCounts) {
    for (const auto& message : commands_and_queries()) {
        const auto& type = type_of_message(message);
        const auto decoded = [&](const ValueMap& body) {
            const auto target = type.make();
            Decoder decoder(*type.body, target.get());
            write(body, decoder);
            EXPECT_FALSE(decoder.problem()) << message.name;
            return to_value(*type.body, target.get());
        };
        auto body = Form(message).required_only();
        const auto without = decoded(body);
        for (const auto& field : message.fields)
            if (is_top(field) && field.default_value) body[field.path] = *field.default_value;
        EXPECT_EQ(decoded(body), without) << message.name;
    }
}

TEST(Descriptions, SayWhatEachKindHas) {
    for (const auto& message : every_description()) {
        EXPECT_EQ(message.versioned.has_value(), message.kind == MessageKind::command) << message.name;
        EXPECT_EQ(message.category.has_value(), message.kind == MessageKind::event) << message.name;
        EXPECT_EQ(message.schema.has_value(), message.kind == MessageKind::event) << message.name;
        EXPECT_EQ(message.retryable.has_value(), message.kind == MessageKind::error) << message.name;
        EXPECT_EQ(message.result.has_value(),
                  message.kind == MessageKind::command || message.kind == MessageKind::query)
            << message.name;
    }
}

}  // namespace
}  // namespace hf
