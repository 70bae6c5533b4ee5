#include "http/server/server.hpp"

#include <netdb.h>
#include <netinet/tcp.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

#include "core/threads/mutex.hpp"
#include "http/server/connection.hpp"
#include "http/server/line_rate.hpp"
#include "http/wire/problem.hpp"

namespace hf::http {
namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;

constexpr std::chrono::milliseconds pause_without_descriptors{100};
// How many connections are accepted before others have their turn.
constexpr int accepted_at_once = 64;
constexpr int lost_peer_ms = 30'000;
constexpr int most_bytes_unsent = 64 * 1024;
// What a reader of a stream has to take its last words when the server ends.
constexpr std::chrono::milliseconds longest_end_of_a_stream{2000};

PeerOfSocket peer_at_path(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return {.name = "unix"};
    return {.name = "uid " + std::to_string(peer.uid), .uid = peer.uid};
}

PeerOfSocket peer_of(int descriptor, const sockaddr_storage& name) {
    if (name.ss_family == AF_UNIX) return peer_at_path(descriptor);
    char host[NI_MAXHOST] = {};
    char port[NI_MAXSERV] = {};
    if (::getnameinfo(reinterpret_cast<const sockaddr*>(&name), sizeof name, host, sizeof host, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return {.name = "unknown", .from_net = true};
    const bool is_six = name.ss_family == AF_INET6;
    return {.name = (is_six ? "[" : "") + std::string(host) + (is_six ? "]:" : ":") + port, .from_net = true};
}

void prepare_tcp(int descriptor) {
    const int yes = 1;
    // A peer whose host is gone takes nothing and says nothing.
    const int lost = lost_peer_ms;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    // The kernel would keep megabytes for a reader that takes nothing, and count them as the gateway's.
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most_bytes_unsent, sizeof most_bytes_unsent);
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &lost, sizeof lost);
}

// One of too many gets its answer in one piece, and no memory of ours; in TLS it would cost a handshake.
void turn_away(int descriptor, bool has_tls) {
    if (has_tls) {
        ::close(descriptor);
        return;
    }
    auto refusal = problem_of(Refusal::too_many_requests, "the gateway has as many connections as it takes");
    const auto text =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n"
        "Connection: close\r\nContent-Length: " +
        std::to_string(refusal.body.size()) + "\r\n\r\n" + refusal.body;
    static_cast<void>(::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    ::shutdown(descriptor, SHUT_WR);
    ::close(descriptor);
}

}  // namespace

class Server::Loop final : public Connections {
public:
    Loop(std::vector<Listener> listeners, const ServerLimits& limits, AccessLog* log)
        : listeners_(std::move(listeners)), limits_(limits), log_(log), context_(1), work_(context_.get_executor()) {}

    ~Loop() override {
        drain(std::chrono::milliseconds{0}, [] {});
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void start(Handler& handler) {
        handler_ = &handler;
        for (const auto& listener : listeners_) {
            // The listener keeps its own descriptor, which may be systemd's.
            const int copy = ::dup(listener.descriptor());
            if (copy < 0) throw std::system_error(errno, std::system_category(), "can't watch a socket");
            auto entrance = std::make_shared<Entrance>(context_, copy);
            entrances_.push_back(entrance);
            accept_at(entrance);
        }
        running_ = true;
        thread_ = std::thread([this] { run(); });
    }

    [[nodiscard]] bool running() const { return running_; }
    [[nodiscard]] const std::vector<Listener>& listeners() const { return listeners_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] std::uint64_t failed_handshakes() const { return failed_handshakes_; }

    void speak_tls(Certificate context) EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        context_of_tls_ = std::move(context);
    }

    void drain(std::chrono::milliseconds longest, const std::function<void()>& begun) {
        if (!thread_.joinable()) return;
        asio::post(context_, [this, longest, begun] { begin_to_drain(longest, begun); });
        thread_.join();
        running_ = false;
    }

    [[nodiscard]] const ServerLimits& limits() const override { return limits_; }
    [[nodiscard]] Handler& handler() override { return *handler_; }
    [[nodiscard]] bool draining() const override { return draining_; }
    void log(const AccessLine& line) override {
        if (log_) log_->write(line);
    }

    void note_handshake(const std::string& peer, const std::string& why) override {
        ++failed_handshakes_;
        if (const auto line = handshake_log_.take(std::chrono::steady_clock::now()))
            spdlog::warn("a handshake of TLS with {} has failed: {}{}", peer, why, *line);
    }

    Respond responding_to(std::uint64_t connection, std::uint64_t request) override {
        return [this, connection, request](Response response) {
            asio::post(context_, [this, connection, request, answer = std::move(response)]() mutable {
                const auto found = connections_.find(connection);
                if (found == connections_.end()) return;
                // The answer may be the connection's end, which takes it out of the table.
                const auto held = found->second;
                held->answer(request, std::move(answer));
            });
        };
    }

    std::function<void()> waking(std::uint64_t connection) override {
        return [this, connection] {
            asio::post(context_, [this, connection] {
                const auto found = connections_.find(connection);
                if (found == connections_.end()) return;
                const auto held = found->second;
                held->write_more();
            });
        };
    }

    void leave(std::uint64_t connection) override {
        connections_.erase(connection);
        count_ = connections_.size();
        if (draining_ && connections_.empty()) finish();
    }

private:
    struct Entrance {
        Entrance(asio::io_context& context, int descriptor) : socket(context, descriptor), pause(context) {
            // systemd's sockets may be blocking.
            socket.non_blocking(true);
        }
        asio::posix::stream_descriptor socket;
        asio::steady_timer pause;
    };

    void run() {
        try {
            context_.run();
        } catch (const std::exception& fault) {
            spdlog::critical("the event loop has failed: {}", fault.what());
        }
        running_ = false;
    }

    void accept_at(const std::shared_ptr<Entrance>& entrance) {
        entrance->socket.async_wait(asio::posix::stream_descriptor::wait_read,
                                    [this, entrance](const Failure& failure) {
                                        if (failure || draining_) return;
                                        if (take_waiting(*entrance)) return accept_at(entrance);
                                        // Out of descriptors: the kernel would call again at once.
                                        entrance->pause.expires_after(pause_without_descriptors);
                                        entrance->pause.async_wait([this, entrance](const Failure& ended) {
                                            if (!ended && !draining_) accept_at(entrance);
                                        });
                                    });
    }

    // Returns false if no more can be accepted for now.
    bool take_waiting(Entrance& entrance) {
        for (int i = 0; i < accepted_at_once; ++i) {
            sockaddr_storage name{};
            socklen_t size = sizeof name;
            const int descriptor = ::accept4(entrance.socket.native_handle(), reinterpret_cast<sockaddr*>(&name), &size,
                                             SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (descriptor < 0) return errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS;
            // The name of a Unix socket's peer is empty.
            if (size <= sizeof(sa_family_t)) name.ss_family = AF_UNIX;
            const auto context = name.ss_family == AF_UNIX ? nullptr : context_of_tls();
            if (connections_.size() >= limits_.connections)
                turn_away(descriptor, context != nullptr);
            else
                welcome(descriptor, name, context);
        }
        return true;
    }

    void welcome(int descriptor, const sockaddr_storage& name, const Certificate& context) {
        auto peer = peer_of(descriptor, name);
        if (peer.from_net) prepare_tcp(descriptor);
        Connection::Stream::socket_type socket(context_, asio::generic::stream_protocol(name.ss_family, 0), descriptor);
        const auto number = ++last_number_;
        const auto connection =
            std::make_shared<Connection>(*this, number, std::move(socket), std::move(peer), context);
        connections_.emplace(number, connection);
        count_ = connections_.size();
        connection->begin();
    }

    void begin_to_drain(std::chrono::milliseconds longest, const std::function<void()>& begun) {
        if (std::exchange(draining_, true)) return;
        begun();
        for (const auto& entrance : entrances_) {
            entrance->socket.close();
            entrance->pause.cancel();
        }
        for (const auto& connection : every_connection()) connection->end_unless_answering();
        if (connections_.empty()) return finish();
        streams_deadline_.expires_after(std::min(longest, longest_end_of_a_stream));
        streams_deadline_.async_wait([this](const Failure& failure) {
            if (failure) return;
            for (const auto& connection : every_connection()) connection->end_streaming();
        });
        deadline_.expires_after(longest);
        deadline_.async_wait([this](const Failure& failure) {
            if (!failure) finish();
        });
    }

    // A copy, since a connection that ends leaves the table.
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> every_connection() const {
        std::vector<std::shared_ptr<Connection>> all;
        for (const auto& [number, connection] : connections_) all.push_back(connection);
        return all;
    }

    void finish() { context_.stop(); }

    Certificate context_of_tls() EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        return context_of_tls_;
    }

    const std::vector<Listener> listeners_;
    const ServerLimits limits_;
    AccessLog* const log_;
    Handler* handler_ = nullptr;
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    asio::steady_timer deadline_{context_};
    asio::steady_timer streams_deadline_{context_};
    std::vector<std::shared_ptr<Entrance>> entrances_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections_;
    std::uint64_t last_number_ = 0;
    bool draining_ = false;
    LineRate handshake_log_;
    std::atomic<std::uint64_t> failed_handshakes_ = 0;
    Mutex mutex_;
    Certificate context_of_tls_ GUARDED_BY(mutex_);
    std::atomic<std::size_t> count_ = 0;
    std::atomic<bool> running_ = false;
    std::thread thread_;
};

Server::Server(std::vector<Listener> listeners, const ServerLimits& limits, AccessLog* log)
    : loop_(std::make_unique<Loop>(std::move(listeners), limits, log)) {}

Server::~Server() = default;

void Server::start(Handler& handler) { loop_->start(handler); }
bool Server::running() const { return loop_->running(); }
void Server::drain(std::chrono::milliseconds longest, const std::function<void()>& begun) {
    loop_->drain(longest, begun);
}
const std::vector<Listener>& Server::listeners() const { return loop_->listeners(); }
std::size_t Server::connections() const { return loop_->count(); }
std::uint64_t Server::failed_handshakes() const { return loop_->failed_handshakes(); }
void Server::speak_tls(Certificate context) { loop_->speak_tls(std::move(context)); }

}  // namespace hf::http
