#include "bench/load/audience.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>

#include "bench/load/connection.hpp"
#include "bench/measuring.hpp"
#include "bench/wire/zmtp.hpp"

namespace hf::bench {
namespace {

constexpr auto patience_with_feed = std::chrono::seconds(10);

double microseconds_of_now() {
    return std::chrono::duration<double, std::micro>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

std::optional<std::uint64_t> number_after(std::string_view map, std::string_view key) {
    const auto wanted = static_cast<char>(0xa0 | key.size()) + std::string(key);
    const auto at = map.find(wanted);
    if (at == std::string_view::npos || at + wanted.size() >= map.size()) return std::nullopt;
    const auto value = map.substr(at + wanted.size());
    const auto form = static_cast<std::uint8_t>(value[0]);
    if (form < 0x80) return form;
    if (form < 0xcc || form > 0xcf) return std::nullopt;
    const auto bytes = std::size_t{1} << (form - 0xcc);
    if (value.size() <= bytes) return std::nullopt;
    std::uint64_t number = 0;
    for (std::size_t i = 1; i <= bytes; ++i) number = number << 8 | static_cast<std::uint8_t>(value[i]);
    return number;
}

std::string FeedSession::greeting() const { return zmtp::greeting() + zmtp::ready("SUB"); }

bool FeedSession::take_greeting(std::string_view& input) {
    if (!greeted_) greeted_ = zmtp::take_greeting(input);
    if (!greeted_) return false;
    const auto ready = zmtp::take_frame(input);
    if (ready && !(ready->command && ready->body.starts_with("\x05READY")))
        throw std::runtime_error("the feed has refused the handshake of ZMTP");
    return ready.has_value();
}

// libzmq takes no command but READY until it has sent its own.
void FeedSession::put_message(std::string& out, std::uint64_t) { out += zmtp::subscribe(""); }

std::optional<std::uint64_t> FeedSession::take_reply(std::string_view& input) {
    while (const auto frame = zmtp::take_frame(input)) {
        if (frame->command) continue;
        if (frame->more) {
            heartbeat_ = frame->body == "$heartbeat";
            continue;
        }
        const auto position = number_after(frame->body, "position");
        if (!position) throw std::runtime_error("the feed has sent what has no position");
        take_(heartbeat_ ? 0 : *position, heartbeat_ ? std::string_view() : frame->body);
        return *position;
    }
    return std::nullopt;
}

Hearing of_the_feed() {
    return {[](TakeEvent take) { return std::make_unique<FeedSession>(std::move(take)); },
            [](std::string_view fact) { return number_after(fact, "time"); }};
}

Audience::Audience(int port, std::uint32_t subscribers, const Hearing& hearing) : epoll_(::epoll_create1(0)) {
    if (epoll_ < 0) throw std::runtime_error("no epoll for the subscribers");
    for (std::uint32_t i = 0; i < subscribers; ++i) {
        auto take = [this, time_us = hearing.time_us, last = std::uint64_t{0}, heard = false](
                        std::uint64_t position, std::string_view fact) mutable {
            if (!heard) ++live_;
            heard = true;
            if (position == 0) return;
            if (last != 0 && position != last + 1) heard_.missed += position - last - 1;
            last = position;
            if (!counted_) return;
            ++heard_.events;
            if (const auto time = time_us(fact))
                heard_.delays_ms.push_back((microseconds_of_now() - static_cast<double>(*time)) / 1e3);
        };
        connections_.push_back(std::make_unique<Connection>(port, hearing.session(std::move(take))));
        connections_.back()->put_message(0);
        connections_.back()->flush();
        connections_.back()->do_not_wait();
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u32 = i;
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back()->descriptor(), &event);
    }
    thread_ = std::thread([this] { listen(); });
    const auto deadline = std::chrono::steady_clock::now() + patience_with_feed;
    while (live_ < subscribers && !ended_ && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (live_ == subscribers) return;
    ended_ = true;
    thread_.join();
    ::close(epoll_);
    throw std::runtime_error(fault_.empty() ? "the feed is silent" : fault_);
}

Audience::~Audience() {
    ended_ = true;
    if (thread_.joinable()) thread_.join();
    ::close(epoll_);
}

Heard Audience::end() {
    const bool failed = ended_.exchange(true);
    thread_.join();
    if (failed) throw std::runtime_error(fault_);
    return std::move(heard_);
}

void Audience::listen() {
    try {
        std::array<epoll_event, 64> events{};
        while (!ended_) {
            const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 20);
            for (int i = 0; i < count; ++i) {
                auto& connection = *connections_[events[static_cast<std::size_t>(i)].data.u32];
                connection.take_replies(connection.receive_some(), [](std::uint64_t) {});
            }
        }
    } catch (const std::exception& error) {
        fault_ = fmt::format("a subscriber has failed: {}", error.what());
        ended_ = true;
    }
    heard_.cpu_s = thread_cpu_seconds();
}

}  // namespace hf::bench
