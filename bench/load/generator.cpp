#include "bench/load/generator.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <deque>
#include <stdexcept>

#include "bench/load/connection.hpp"
#include "bench/measuring.hpp"

namespace hf::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
using Milliseconds = std::chrono::duration<double, std::milli>;

// Replies that do not come for this long end the run.
constexpr auto longest_pause = std::chrono::seconds(30);

volatile sig_atomic_t signalled = 0;

Clock::duration of_seconds(double seconds) { return std::chrono::duration_cast<Clock::duration>(Seconds(seconds)); }

class Generator {
public:
    Generator(int port, const Sessions& sessions, const LoadPlan& plan) : plan_(plan), epoll_(::epoll_create1(0)) {
        if (epoll_ < 0) throw std::runtime_error(fmt::format("no epoll: {}", std::strerror(errno)));
        const auto [clients, in_flight] = plan.shape;
        if (std::uint64_t{clients} * in_flight > slot_mask)
            throw std::runtime_error(fmt::format("{} messages in flight are more than there is room for",
                                                 std::uint64_t{clients} * in_flight));
        for (std::uint32_t i = 0; i < clients; ++i) {
            connections_.push_back(std::make_unique<Connection>(port, sessions()));
            connections_.back()->do_not_wait();
            watch(i, EPOLL_CTL_ADD, EPOLLIN);
        }
        // One slot of each client after the other, so that a slow rate uses all of them.
        for (std::uint32_t slot = 0; slot < clients * in_flight; ++slot) {
            slots_.push_back({0, {}, slot % clients});
            free_.push_back(slot);
        }
    }
    ~Generator() { ::close(epoll_); }
    Generator(const Generator&) = delete;
    Generator& operator=(const Generator&) = delete;

    Load run(const LoadMoments& moments) {
        begin_ = Clock::now();
        next_due_ = begin_;
        last_reply_ = begin_;
        send_free(begin_);
        pump_until(begin_ + of_seconds(plan_.warm_up_s));
        Load load;
        moments.begun();
        const auto counted_from = Clock::now();
        const auto cpu = thread_cpu_seconds();
        latencies_ = &load.latencies_ms;
        pump_until(counted_from + of_seconds(plan_.seconds));
        load.seconds = Seconds(Clock::now() - counted_from).count();
        load.own_cpu_s = thread_cpu_seconds() - cpu;
        moments.ended();
        if (load.latencies_ms.empty()) throw std::runtime_error("not a single reply has come");
        return load;
    }

private:
    static constexpr std::uint64_t slot_mask = 0xffff;

    struct Slot {
        std::uint64_t number;  // 0: nothing is in flight
        Clock::time_point due;
        std::uint32_t connection;
    };

    void watch(std::uint32_t connection, int operation, std::uint32_t events) const {
        epoll_event event{};
        event.events = events;
        event.data.u32 = connection;
        if (::epoll_ctl(epoll_, operation, connections_[connection]->descriptor(), &event) != 0)
            throw std::runtime_error(fmt::format("a connection can't be watched: {}", std::strerror(errno)));
    }

    void pump_until(Clock::time_point end) {
        for (auto now = Clock::now(); now < end; now = Clock::now()) {
            if (interrupted()) throw std::runtime_error("interrupted");
            if (now - last_reply_ > longest_pause)
                throw std::runtime_error(fmt::format("no reply has come for {} s", longest_pause.count()));
            wait(now, end);
        }
    }

    void wait(Clock::time_point now, Clock::time_point end) {
        auto until = end;
        if (plan_.rate > 0 && !free_.empty()) until = std::min(until, next_due_);
        const auto left =
            std::chrono::duration_cast<std::chrono::nanoseconds>(std::max(until - now, Clock::duration{}));
        const timespec timeout{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
        std::array<epoll_event, 64> events{};
        const int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
        if (count < 0 && errno != EINTR) throw std::runtime_error(fmt::format("epoll fails: {}", std::strerror(errno)));
        for (int i = 0; i < count; ++i) serve(events[static_cast<std::size_t>(i)]);
        if (plan_.rate > 0) send_free(Clock::now());
    }

    void serve(const epoll_event& event) {
        const auto connection = event.data.u32;
        if ((event.events & EPOLLOUT) != 0) flush(connection);
        if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0) return;
        const auto input = connections_[connection]->receive_some();
        const auto now = Clock::now();
        connections_[connection]->take_replies(input, [&](std::uint64_t number) { take(number, now); });
        if (plan_.rate == 0) send_free(now);
    }

    void take(std::uint64_t number, Clock::time_point now) {
        const auto slot = number & slot_mask;
        if (slot >= slots_.size() || slots_[slot].number != number)
            throw std::runtime_error("a reply has come to what was not asked, or was answered before");
        slots_[slot].number = 0;
        last_reply_ = now;
        if (latencies_) latencies_->push_back(Milliseconds(now - slots_[slot].due).count());
        free_.push_back(static_cast<std::uint32_t>(slot));
    }

    // Sends a message from each free slot, or, with a rate, those that are due.
    void send_free(Clock::time_point now) {
        while (!free_.empty() && (plan_.rate == 0 || next_due_ <= now)) {
            auto& slot = slots_[free_.front()];
            slot.number = ++messages_ << 16 | free_.front();
            free_.pop_front();
            slot.due = plan_.rate == 0 ? now : next_due_;
            if (plan_.rate > 0) next_due_ = begin_ + of_seconds(static_cast<double>(messages_) / plan_.rate);
            connections_[slot.connection]->put_message(slot.number);
            if (touched_.empty() || touched_.back() != slot.connection) touched_.push_back(slot.connection);
        }
        for (const auto connection : touched_) flush(connection);
        touched_.clear();
    }

    void flush(std::uint32_t connection) const {
        const bool all = connections_[connection]->flush();
        if (!all || waiting_) watch(connection, EPOLL_CTL_MOD, all ? EPOLLIN : EPOLLIN | EPOLLOUT);
        waiting_ = waiting_ || !all;
    }

    LoadPlan plan_;
    int epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<Slot> slots_;
    std::deque<std::uint32_t> free_;
    std::vector<std::uint32_t> touched_;
    mutable bool waiting_ = false;  // since some socket was full once
    std::uint64_t messages_ = 0;
    Clock::time_point begin_;
    Clock::time_point next_due_;
    Clock::time_point last_reply_;
    std::vector<double>* latencies_ = nullptr;
};

}  // namespace

Load run_load(int port, const Sessions& sessions, const LoadPlan& plan, const LoadMoments& moments) {
    return Generator(port, sessions, plan).run(moments);
}

void end_runs_on_signals() {
    struct sigaction action {};
    action.sa_handler = [](int) { signalled = 1; };
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return signalled != 0; }

}  // namespace hf::bench
