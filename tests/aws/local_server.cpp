#include "tests/aws/local_server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace hf::aws::testing {
namespace {

std::string decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            result += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            result += text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

// Reads one request from the bytes, which begin with the next one afterwards.
std::optional<ServedRequest> read_request(int connection, std::string& bytes) {
    char buffer[16'384];
    const auto more = [&] {
        const auto got = ::recv(connection, buffer, sizeof buffer, 0);
        if (got <= 0) return false;
        bytes.append(buffer, static_cast<std::size_t>(got));
        return true;
    };
    std::size_t end = 0;
    while ((end = bytes.find("\r\n\r\n")) == std::string::npos)
        if (!more()) return std::nullopt;
    ServedRequest request;
    const auto head = bytes.substr(0, end);
    const auto line = head.substr(0, head.find("\r\n"));
    request.method = line.substr(0, line.find(' '));
    request.path = line.substr(request.method.size() + 1, line.rfind(' ') - request.method.size() - 1);
    for (std::size_t at = line.size(); at < head.size();) {
        at += 2;
        const auto next = std::min(head.find("\r\n", at), head.size());
        const auto colon = head.find(':', at);
        auto name = head.substr(at, colon - at);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto value = std::min(head.find_first_not_of(' ', colon + 1), next);
        request.headers[name] = head.substr(value, next - value);
        at = next;
    }
    const auto length = request.headers.count("content-length") > 0
                            ? static_cast<std::size_t>(std::stoul(request.headers["content-length"]))
                            : 0;
    bytes.erase(0, end + 4);
    while (bytes.size() < length)
        if (!more()) return std::nullopt;
    request.body = bytes.substr(0, length);
    bytes.erase(0, length);
    return request;
}

bool send_all(int connection, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace

std::string ServedRequest::parameter(const std::string& name) const {
    for (std::size_t at = 0; at < body.size();) {
        const auto end = std::min(body.find('&', at), body.size());
        const auto equals = std::min(body.find('=', at), end);
        if (decoded(body.substr(at, equals - at)) == name)
            return decoded(body.substr(std::min(equals + 1, end), end - std::min(equals + 1, end)));
        at = end + 1;
    }
    return {};
}

LocalServer::LocalServer(Answer answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no port for a local server");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept(); });
}

LocalServer::~LocalServer() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    ::close(listener_);
    {
        const MutexLock lock(mutex_);
        for (const int connection : open_) ::shutdown(connection, SHUT_RDWR);
    }
    for (auto& thread : serving_) thread.join();
    for (const int connection : open_) ::close(connection);
}

std::string LocalServer::url() const { return fmt::format("http://127.0.0.1:{}", port_); }

std::vector<ServedRequest> LocalServer::requests() const {
    const MutexLock lock(mutex_);
    return requests_;
}

std::size_t LocalServer::calls_of(const std::string& action) const {
    std::size_t count = 0;
    for (const auto& request : requests()) count += request.parameter("Action") == action ? 1 : 0;
    return count;
}

void LocalServer::accept() {
    while (true) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) return;
        ++connections_;
        const MutexLock lock(mutex_);
        open_.push_back(connection);
        serving_.emplace_back([this, connection] { serve(connection); });
    }
}

void LocalServer::serve(int connection) {
    std::string bytes;
    while (const auto request = read_request(connection, bytes)) {
        {
            const MutexLock lock(mutex_);
            requests_.push_back(*request);
        }
        const auto reply = answer_(*request);
        if (!reply) break;
        auto head = fmt::format("HTTP/1.1 {} Answered\r\nContent-Type: {}\r\nContent-Length: {}\r\n", reply->status,
                                reply->type, reply->body.size());
        if (!reply->request_id.empty()) head += fmt::format("x-amzn-RequestId: {}\r\n", reply->request_id);
        if (!reply->date.empty()) head += fmt::format("Date: {}\r\n", reply->date);
        head += "\r\n";
        const auto body = std::string_view(reply->body).substr(0, reply->cut_after.value_or(reply->body.size()));
        if (!send_all(connection, head) || !send_all(connection, body) || reply->cut_after) break;
    }
    // The destructor closes it, so that its number is not reused before.
    ::shutdown(connection, SHUT_RDWR);
}

}  // namespace hf::aws::testing
