#include "http/protection.hpp"

#include <fmt/format.h>

namespace hf::http {

std::optional<std::string> fault_of(std::span<const Place> places, bool insecure) {
    for (const auto& place : places) {
        const auto* address = std::get_if<ListenAddress>(&place);
        if (!insecure && address && address->is_open_to_other_hosts())
            return fmt::format(
                "{} can be reached from other hosts, and everybody there could order machines; give an address of "
                "loopback or a Unix socket, or --insecure where something else keeps strangers away",
                address->text());
    }
    return std::nullopt;
}

}  // namespace hf::http
