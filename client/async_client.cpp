#include "client/async_client.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include "adapters/zeromq/wakeup.hpp"
#include "client/calls/session.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

using std::chrono::steady_clock;
using Why = CallFailure::Kind;

class AsyncClient::Impl {
public:
    Impl(SiteEndpoints endpoints, const Options& options)
        : most_in_flight_(std::max<std::size_t>(options.most_in_flight, 1)),
          session_(std::move(endpoints), options.calls),
          thread_([this] { run(); }),
          own_thread_(thread_.get_id()) {}

    ~Impl() { close(); }

    using Make = PendingCall (Session::*)(std::string_view, Encoded, const CallOptions&, Session::Time, Session::Time);

    void submit(Conversation Session::*where, Make make, std::string_view type, Encoded body, Then<Encoded> then,
                const CallOptions& options) {
        const auto deadline = session_.deadline(options, steady_clock::now());
        auto failure = take_room(deadline);
        if (!failure) {
            auto call = (session_.*make)(type, std::move(body), options, steady_clock::now(), deadline);
            MutexLock lock(mutex_);
            if (!closed_) {
                submitted_.push_back({where, std::move(call), std::move(then)});
                const bool woken_already = submitted_.size() > 1;
                lock.unlock();
                if (!woken_already) wakeup_.wake();
                return;
            }
            --in_flight_;
            failure = closed();
        }
        failure->id = options.id.value_or("");
        then(tl::make_unexpected(std::move(*failure)));
    }

    [[nodiscard]] std::size_t in_flight() {
        const MutexLock lock(mutex_);
        return in_flight_;
    }

    void close() {
        {
            const MutexLock lock(mutex_);
            closed_ = true;
        }
        room_.notify_all();
        wakeup_.wake();
        if (on_own_thread()) return;
        const MutexLock lock(joining_);
        if (thread_.joinable()) thread_.join();
    }

private:
    struct Submitted {
        Conversation Session::*where;
        PendingCall call;
        Then<Encoded> then;
    };

    [[nodiscard]] bool on_own_thread() const { return std::this_thread::get_id() == own_thread_; }

    // Takes room for one call. Returns nothing, or why there is no room.
    std::optional<CallFailure> take_room(Session::Time deadline) {
        const bool inside = on_own_thread();
        MutexLock lock(mutex_);
        // A callback runs while its own call still counts as in flight.
        const auto most = inside ? most_in_flight_ + 1 : most_in_flight_;
        while (!closed_ && in_flight_ >= most) {
            if (inside)
                return CallFailure{.kind = Why::given_up,
                                   .error = error(Code::busy, "{} calls are in flight", in_flight_)};
            if (steady_clock::now() >= deadline)
                return CallFailure{
                    .kind = Why::timed_out,
                    .error = error(Code::deadline_exceeded, "{} calls were in flight all the time", in_flight_)};
            room_.wait_until(lock, deadline);
        }
        if (closed_) return closed();
        ++in_flight_;
        return std::nullopt;
    }

    static CallFailure closed() {
        return {.kind = Why::given_up, .error = error(Code::shutting_down, "the client was closed")};
    }

    void run() {
        std::vector<zmq::pollitem_t> items;
        while (start_submitted()) {
            session_.commands.work();
            session_.queries.work();
            items.assign(1, zeromq::readable(wakeup_.fd()));
            session_.commands.add_to(items);
            session_.queries.add_to(items);
            zeromq::poll(items, std::min(session_.commands.due(), session_.queries.due()));
            if (items.front().revents) wakeup_.clear();
        }
        session_.commands.give_up(closed());
        session_.queries.give_up(closed());
    }

    // Starts the calls that were submitted. Returns false if the client is closed.
    bool start_submitted() {
        std::vector<Submitted> taken;
        bool open = true;
        {
            const MutexLock lock(mutex_);
            taken.swap(submitted_);
            open = !closed_;
        }
        for (auto& [where, call, then] : taken)
            (session_.*where).start(std::move(call), [this, after = std::move(then)](Called<Encoded> called) {
                after(std::move(called));
                leave_room();
            });
        return open;
    }

    void leave_room() {
        {
            const MutexLock lock(mutex_);
            --in_flight_;
        }
        room_.notify_one();
    }

    const std::size_t most_in_flight_;
    mutable Mutex mutex_;
    Condition room_;
    std::vector<Submitted> submitted_ GUARDED_BY(mutex_);  // not yet seen by the thread
    std::size_t in_flight_ GUARDED_BY(mutex_) = 0;
    bool closed_ GUARDED_BY(mutex_) = false;

    Mutex joining_;  // of those that close at once, one joins the thread, and the others wait for that
    zeromq::Wakeup wakeup_;
    Session session_;
    std::thread thread_ GUARDED_BY(joining_);
    const std::thread::id own_thread_;
};

AsyncClient::AsyncClient(SiteEndpoints endpoints, const Options& options)
    : impl_(std::make_unique<Impl>(std::move(endpoints), options)) {}

AsyncClient::~AsyncClient() = default;

void AsyncClient::send(std::string_view type, Encoded body, Then<Encoded> then, const CallOptions& options) {
    impl_->submit(&Session::commands, &Session::command, type, std::move(body), std::move(then), options);
}

void AsyncClient::ask(std::string_view type, Encoded body, Then<Encoded> then, const CallOptions& options) {
    impl_->submit(&Session::queries, &Session::query, type, std::move(body), std::move(then), options);
}

std::size_t AsyncClient::in_flight() const { return impl_->in_flight(); }

void AsyncClient::close() { impl_->close(); }

}  // namespace hf
