#include "adapters/zeromq/endpoint.hpp"

#include <fmt/format.h>
#include <sys/un.h>

#include <charconv>
#include <cstdint>

namespace hf {
namespace {

constexpr std::string_view ipc = "ipc://";
constexpr std::string_view tcp = "tcp://";

// libzmq reads "80x" as 80, and would silently ignore the rest.
bool is_port(std::string_view text) {
    if (text == "*") return true;
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size();
}

bool has_host_and_port(std::string_view address) {
    const auto colon = address.rfind(':');
    return colon != std::string_view::npos && colon > 0 && is_port(address.substr(colon + 1));
}

}  // namespace

std::string Endpoint::check(std::string_view text) {
    if (text.starts_with(ipc)) return zeromq::fault_of_unix_name(text.substr(ipc.size()));
    if (!text.starts_with(tcp)) return fmt::format("must begin with ipc:// or tcp://, not \"{}\"", text);
    if (has_host_and_port(text.substr(tcp.size()))) return {};
    return fmt::format("must name a host and a port, like tcp://127.0.0.1:7001, not \"{}\"", text);
}

bool Endpoint::is_tcp() const { return value.starts_with(tcp); }

bool Endpoint::is_open_to_other_hosts() const {
    if (!is_tcp()) return false;
    const auto address = std::string_view(value).substr(tcp.size());
    const auto host = address.substr(0, address.rfind(':'));
    return !host.starts_with("127.") && host != "[::1]" && host != "localhost";
}

std::string zeromq::fault_of_unix_name(std::string_view name) {
    constexpr auto longest = sizeof sockaddr_un{}.sun_path - 1;
    if (name.empty() || name == "@") return "must name a path or an @name after ipc://";
    if (name.size() <= longest) return {};
    return fmt::format("is too long for a unix socket: {} bytes, and {} is the most", name.size(), longest);
}

}  // namespace hf
