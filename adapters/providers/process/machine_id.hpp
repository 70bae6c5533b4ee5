// A machine's id is the token of its launch and the machine's number in the launch: "0193a1b2-…-1-3".
// A machine's name is made for people and for DNS.
// Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hf::process {

struct MachineIdParts {
    std::string token;
    std::uint32_t index{};
};

// True for letters, digits and '-', short enough for an id: such a token is safe as part of a file name.
bool valid_token(std::string_view token);

std::string machine_id(std::string_view token, std::uint32_t index);

// Returns nothing for text that is no id of ours. Ids come from the wire and become file names, so each is checked.
std::optional<MachineIdParts> parse_machine_id(std::string_view id);

// "node7-0c1d2e3f4a5b-1-3": the host, the last group of the token's UUID with the number of the attempt, and the
// index. The name is a DNS label: at most 63 of a-z, 0-9 and '-'.
std::string machine_name(std::string_view host, std::string_view token, std::uint32_t index);

}  // namespace hf::process
