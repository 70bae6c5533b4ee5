// The five calls of Host Factory, answered by the daemon.
//
//     if (const auto call = find_call("requestMachines")) {
//         auto output = call(client, input);
//         if (!output) fail(output.error());
//     }
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "client/client.hpp"
#include "core/messages/value.hpp"

namespace hf::plugin {

// The answer of a call. The error says why the call could not be answered; a refusal is an answer.
using Output = tl::expected<ValueMap, std::string>;
using CallFunction = Output (*)(Client& client, const Value& input);

// Undoes what the call has begun whose answer could not be delivered: nobody knows the request, so it is
// cancelled. Returns what was done, for the log; nothing where there is nothing to undo.
std::optional<std::string> undo(Client& client, std::string_view call, const ValueMap& undelivered);

// Returns null if there is no such call.
CallFunction find_call(std::string_view name);

}  // namespace hf::plugin
