#include "ctl/explain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/describe.hpp"
#include "core/messages/convert.hpp"
#include "core/text/suggestion.hpp"
#include "ctl/advice.hpp"
#include "ctl/cell.hpp"
#include "ctl/table.hpp"

namespace hf::ctl {
namespace {

struct ExplainOptions {
    std::string name{};
    bool remote = false;
};

const std::vector<Column>& columns() {
    static const std::vector<Column> all{{"NAME", "name"}, {"KIND", "kind"}, {"MEANS", "help"}};
    return all;
}

// True for a bound that the integer's width already implies.
bool is_said_by_the_type(std::int64_t bound) {
    constexpr std::array<std::int64_t, 10> limits{
        0, -128, 127, 255, -32'768, 32'767, 65'535, -(1LL << 31), (1LL << 31) - 1, (1LL << 32) - 1};
    return std::find(limits.begin(), limits.end(), bound) != limits.end();
}

std::string bounds_of(const FieldDescription& field) {
    auto [min, max] = std::pair(field.min, field.max);
    const bool number = field.type == "integer";
    if (number && max && is_said_by_the_type(*max)) max.reset();
    if (number && min && !max && is_said_by_the_type(*min)) min.reset();
    const auto* const what = number || field.type == "number" ? ""
                             : field.type == "string"         ? " characters"
                                                              : " elements";
    if (min && max) return fmt::format("{} to {}{}", *min, *max, what);
    if (min) return fmt::format("at least {}{}", *min, what);
    if (max) return fmt::format("at most {}{}", *max, what);
    return {};
}

std::string type_of_field(const FieldDescription& field) {
    auto type = field.type;
    if (field.format && type.ends_with("string")) type.replace(type.size() - 6, 6, *field.format);
    return type;
}

// For example "integer, 0 to 9, default 0".
std::string facts_of(const FieldDescription& field, bool sent_by_us) {
    std::vector<std::string> facts{type_of_field(field)};
    if (auto bounds = bounds_of(field); !bounds.empty()) facts.push_back(std::move(bounds));
    if (sent_by_us && field.required) facts.emplace_back("required");
    if (!sent_by_us && !field.required) facts.emplace_back("not always");
    if (!sent_by_us && field.confidential.value_or(false)) facts.emplace_back("confidential");
    if (field.default_value)
        if (auto value = cell(*field.default_value, nullptr, {}); !value.empty()) facts.push_back("default " + value);
    return fmt::format("{}", fmt::join(facts, ", "));
}

std::string fields_in_words(std::string_view heading, const std::vector<FieldDescription>& fields, bool sent_by_us) {
    auto text = fmt::format("\n{}:\n", heading);
    if (fields.empty()) return text + "  none\n";
    for (const auto& field : fields) {
        text += fmt::format("  {}  ({})\n      {}\n", field.path, facts_of(field, sent_by_us), field.help);
        if (field.choices) text += fmt::format("      one of: {}\n", fmt::join(*field.choices, ", "));
    }
    return text;
}

std::string kind_in_words(const MessageDescription& message) {
    std::string text(name_of(message.kind));
    if (message.role) text += fmt::format(", needs the role {}", name_of(*message.role));
    if (message.versioned.value_or(false)) text += ", takes expected_version";
    if (message.category) text += fmt::format(" of a {}", name_of(*message.category));
    if (message.schema) text += fmt::format(", schema {}", *message.schema);
    if (message.retryable.value_or(false)) text += ", the same may succeed later";
    return text;
}

using Told = tl::expected<Descriptions, CallFailure>;
using Name = std::optional<std::string>;  // nothing: all of them

Told told_here(const Name& name) {
    auto all = every_description();
    if (!name) return Descriptions{std::move(all)};
    Descriptions found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found.items),
                 [&](const auto& each) { return each.name == *name; });
    if (!found.items.empty()) return found;
    std::vector<std::string_view> names;
    for (const auto& each : all) names.push_back(each.name);
    CallFailure unknown;
    unknown.kind = CallFailure::Kind::refused;
    unknown.error = error(Code::handler_not_found, "\"{}\" is not a command, a query, an event or an error{}", *name,
                          did_you_mean(*name, names));
    return tl::make_unexpected(std::move(unknown));
}

Told told_by(Client& daemon, const Name& name) {
    auto told = daemon.query(Describe{name});
    if (!told) return tl::make_unexpected(told.error());
    return std::move(told->result);
}

// Makes text of several lines from another daemon printable.
std::string printable_lines(const std::string& text) {
    std::string result;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) result += printable(line) + '\n';
    return result;
}

std::string shown(const Descriptions& all, const Name& name, Format format) {
    const MsgpackCodec codec;
    const bool for_people = format == Format::table || format == Format::wide;
    if (name && for_people) {
        // A command and a query may share a name.
        std::string text;
        for (const auto& each : all.items) text += (text.empty() ? "" : "\n") + printable_lines(explained(each));
        return text;
    }
    if (name && all.items.size() == 1 && format != Format::name)
        return rendered(format, to_map(all.items.front()), type_of<MessageDescription>, {}, codec, {});
    return rendered(format, to_map(all), type_of<Descriptions>, columns(), codec, {});
}

ExitStatus explain(Connection& connection, const ExplainOptions& options) {
    Name name;
    if (!options.name.empty()) name = options.name;
    auto told = [&]() -> tl::expected<Told, std::string> {
        if (!options.remote) return told_here(name);
        const auto daemon = connection.open();
        if (!daemon) return tl::make_unexpected(daemon.error());
        return told_by(**daemon, name);
    }();
    if (!told) return tell_usage(told.error());
    if (!*told) return tell(told->error(), options.name);
    print(shown(**told, name, connection.global().output()));
    return ExitStatus::ok;
}

}  // namespace

std::string explained(const MessageDescription& message) {
    auto text = fmt::format("{}  ({})\n  {}\n", message.name, kind_in_words(message), message.help);
    if (message.kind == MessageKind::error) {
        const auto code = enum_from<Code>(message.name);
        if (code) text += fmt::format("\nWhat to do: {}\n", advice_for(error(*code, ""), ""));
        return text;
    }
    if (const auto* verb = verb_of(message.name, message.kind == MessageKind::command))
        text += fmt::format("\nVerb: {}\n", in_words(*verb));
    text += fields_in_words("Fields", message.fields, message.kind != MessageKind::event);
    if (message.result) text += fields_in_words("Result", *message.result, false);
    return text;
}

void add_explain(CommandLine& line) {
    const auto options = std::make_shared<ExplainOptions>();
    auto& app = line.add("", "explain", "What a message says, field by field; what an event or an error code means.");
    auto* name =
        app.add_option("NAME", options->name, "CreateRequest, RequestCompleted, limit_exceeded; none: all of them");
    line.offer(*name, {.ids_of = "message"});
    app.add_flag("--remote", options->remote, "ask the daemon, which may be of another version");
    line.does(app, [options](Connection& connection) { return explain(connection, *options); });
}

}  // namespace hf::ctl
