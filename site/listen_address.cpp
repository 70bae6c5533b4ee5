#include "site/listen_address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>

namespace hf {

std::string ListenAddress::text() const {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

bool ListenAddress::is_open_to_other_hosts() const {
    // The text alone would not do: 127.example.org is a name.
    if (in_addr address{}; ::inet_pton(AF_INET, host.c_str(), &address) == 1)
        return (ntohl(address.s_addr) >> IN_CLASSA_NSHIFT) != IN_LOOPBACKNET;
    if (in6_addr address{}; ::inet_pton(AF_INET6, host.c_str(), &address) == 1)
        return !IN6_ARE_ADDR_EQUAL(&address, &in6addr_loopback);
    return host != "localhost";
}

tl::expected<ListenAddress, std::string> parse_listen_address(std::string_view text) {
    const auto wrong = [&] {
        return tl::make_unexpected(
            fmt::format("\"{}\" is no address to listen at, like 127.0.0.1:9464 or [::1]:9464", text));
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return wrong();
    auto host = text.substr(0, colon);
    const auto port = text.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return wrong();
    ListenAddress address{std::string(host), 0};
    const auto read = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (host.empty() || read.ec != std::errc{} || read.ptr != port.data() + port.size() || address.port < 0 ||
        address.port > 65535)
        return wrong();
    return address;
}

}  // namespace hf
