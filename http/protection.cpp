#include "http/protection.hpp"

#include <fmt/format.h>

namespace hf::http {

namespace {

std::string what_is_missing(const Protection& protection) {
    if (protection.asks_for_credentials)
        return "tokens could be read on their way; give --tls-cert and --tls-key (or tls in the file of --settings)";
    if (protection.has_tls)
        return "everybody there could order machines; say in the file of --settings by what callers are known";
    return "everybody there could order machines; give --tls-cert, --tls-key and --settings, which says by what "
           "callers "
           "are known";
}

}  // namespace

std::optional<std::string> fault_of(std::span<const Place> places, const Protection& protection) {
    if (protection.insecure || (protection.has_tls && protection.asks_for_credentials)) return std::nullopt;
    for (const auto& place : places) {
        const auto* address = std::get_if<ListenAddress>(&place);
        if (address && address->is_open_to_other_hosts())
            return fmt::format(
                "{} can be reached from other hosts, and {}; or an address of loopback or a Unix socket, or --insecure "
                "where something else keeps strangers away",
                address->text(), what_is_missing(protection));
    }
    return std::nullopt;
}

}  // namespace hf::http
