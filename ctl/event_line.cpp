#include "ctl/event_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "client/wire.hpp"
#include "core/domain/history/event_types.hpp"
#include "ctl/cell.hpp"
#include "ctl/table.hpp"

namespace hf::ctl {
namespace {

constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view plain = "\x1b[0m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view yellow = "\x1b[33m";

// Chooses the colour by the words in the name of the event type.
std::string_view colour_of(std::string_view type) {
    struct Word {
        std::string_view word;
        std::string_view colour;
    };
    constexpr std::array words{Word{"Failed", red},          Word{"TimedOut", red},     Word{"Reclaim", red},
                               Word{"Partially", yellow},    Word{"Cancelled", yellow}, Word{"Disabled", yellow},
                               Word{"Retired", yellow},      Word{"Succeeded", green},  Word{"Completed", green},
                               Word{"MachineStarted", green}};
    for (const auto& [word, colour] : words)
        if (type.find(word) != std::string_view::npos) return colour;
    return {};
}

std::string facts_of(const RecordedEvent& event) {
    Value data;
    static_cast<void>(read_from_daemon(event.data.msgpack, data));
    auto words = facts(data, event.type);
    if (event.withheld) words += fmt::format("  (withheld: {})", fmt::join(*event.withheld, ", "));
    return words;
}

std::string cause_of(const RecordedEvent& event, bool ids) {
    auto cause = ids ? fmt::format("{}  {}  ", event.command_id, event.correlation_id) : "";
    if (event.principal) cause += fmt::format("by {}  ", *event.principal);
    if (event.on_behalf_of) cause += fmt::format("for {}  ", *event.on_behalf_of);
    return cause;
}

}  // namespace

std::string facts(Value data, std::string_view event_type) {
    if (auto* map = std::get_if<ValueMap>(&data.data))
        std::erase_if(*map, [](const auto& entry) { return cell(entry.second, nullptr, {}).empty(); });
    const auto types = every_event_type();
    const auto type = std::ranges::find(types, event_type, &EventType::name);
    return cell(data, type == types.end() ? nullptr : type->data, std::nullopt);
}

std::string event_line(const RecordedEvent& event, const EventLineOptions& options) {
    const auto in = [&](std::string_view colour, const std::string& text) {
        return options.colours && !colour.empty() ? fmt::format("{}{}{}", colour, text, plain) : text;
    };
    const auto when = fmt::format("{:>8}  {}", event.position, local_time(event.time));
    return fmt::format("{}  {}  {}  {}{}\n", in(dim, when),
                       in(colour_of(event.type), fmt::format("{:<25}", event.type)), printable(event.stream),
                       in(dim, printable(cause_of(event, options.causes))), printable(facts_of(event)));
}

bool colours_wanted(int descriptor) {
    const char* const no_colour = std::getenv("NO_COLOR");
    const char* const terminal = std::getenv("TERM");
    const bool dumb = terminal && std::string_view(terminal) == "dumb";
    return ::isatty(descriptor) == 1 && !dumb && (!no_colour || !*no_colour);
}

}  // namespace hf::ctl
