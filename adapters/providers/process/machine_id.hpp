// A machine's id is its launch's token and its number in it: "0193a1b2-…-1-3".
// Its name is made for people and for DNS.
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

// Letters, digits and '-', and short enough for an id: safe as part of a file name.
bool valid_token(std::string_view token);

std::string machine_id(std::string_view token, std::uint32_t index);

// Nothing when it is not an id of ours; ids come from the wire, and become file names.
std::optional<MachineIdParts> parse_machine_id(std::string_view id);

// "node7-0c1d2e3f4a5b-1-3": the host, the last group of the token's UUID and its
// attempt, the index. A DNS label: at most 63 of a-z, 0-9 and '-'.
std::string machine_name(std::string_view host, std::string_view token, std::uint32_t index);

}  // namespace hf::process
