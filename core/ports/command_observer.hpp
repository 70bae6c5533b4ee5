// CommandObserver hears what became of every command, refused ones included.
//
// It is called once for each command, when the reply is ready, by the thread that has made the
// reply. It must not block and must not throw.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/domain/values/identifiers.hpp"
#include "core/messages/describe.hpp"

namespace hf {

struct FinishedCommand {
    Timestamp at;
    std::optional<std::string> principal;
    std::optional<std::string> on_behalf_of;
    std::optional<std::string> client;
    std::optional<std::string> peer;
    std::string type;
    std::string id;
    std::optional<std::string> correlation_id;
    std::string outcome;
    std::optional<bool> duplicate;
    std::optional<Position> position;
    std::uint64_t events{};
    std::vector<std::string> aggregates;
    std::uint64_t duration_us{};

    static constexpr std::size_t most_aggregates = 100;

    static constexpr auto describe = message(
        "FinishedCommand", "What became of a command.", field<&FinishedCommand::at>("at", "when it was answered"),
        field<&FinishedCommand::principal>("principal", "who sent it, as the site knows him"),
        field<&FinishedCommand::on_behalf_of>("on_behalf_of", "for whom he sent it, in his words"),
        field<&FinishedCommand::client>("client", "who sent it, in the client's own words"),
        field<&FinishedCommand::peer>("peer", "who sent it, as the transport knows it"),
        field<&FinishedCommand::type>("type", "which command; empty where that could not be read"),
        field<&FinishedCommand::id>("id", "its id"),
        field<&FinishedCommand::correlation_id>("correlation_id", "the conversation that it gave"),
        field<&FinishedCommand::outcome>("outcome", "ok, or the code of the refusal"),
        field<&FinishedCommand::duplicate>("duplicate", "it was answered before, and has caused nothing new"),
        field<&FinishedCommand::position>("position", "ok: the position of the reply"),
        field<&FinishedCommand::events>("events", "how many events it caused"),
        field<&FinishedCommand::aggregates>("aggregates",
                                            "what they are about: <category>.<id>; the first hundred of them"),
        field<&FinishedCommand::duration_us>("duration_us", "from its arrival to its answer, in microseconds"));
};

class CommandObserver {
public:
    virtual ~CommandObserver() = default;
    virtual void finished(FinishedCommand command) = 0;
};

}  // namespace hf
