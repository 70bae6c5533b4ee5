#include "adapters/zeromq/query_server.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/zeromq/bound_socket.hpp"
#include "adapters/zeromq/command_server.hpp"
#include "adapters/zeromq/frames.hpp"
#include "adapters/zeromq/thrown.hpp"
#include "adapters/zeromq/wakeup.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class QueryServer::Way {
public:
    virtual ~Way() = default;
    virtual void stop(std::chrono::milliseconds linger) = 0;
    [[nodiscard]] virtual const std::string& endpoint() const = 0;
    [[nodiscard]] virtual const SocketStatistics& statistics() const = 0;
};

namespace {

// Answers per turn, after which connections are counted and a stop is noticed.
constexpr int answers_per_turn = 64;

class OneWorker final : public QueryServer::Way {
public:
    OneWorker(zmq::context_t& context, const QueryServer::Options& options, QueryServer::Hooks hooks)
        : options_(options),
          hooks_(std::move(hooks)),
          socket_(context, zmq::socket_type::rep, options.listen, statistics_),
          thread_([this] { run(); }) {}

    ~OneWorker() override { stop(std::chrono::milliseconds(0)); }

    void stop(std::chrono::milliseconds linger) override {
        if (!thread_.joinable()) return;
        linger_ = linger;
        stopping_ = true;
        wakeup_.wake();
        thread_.join();
    }

    [[nodiscard]] const std::string& endpoint() const override { return socket_.endpoint(); }
    [[nodiscard]] const SocketStatistics& statistics() const override { return statistics_; }

private:
    void run() {
        while (!stopping_) {
            std::array items{zeromq::readable(wakeup_.fd()), zeromq::readable(socket_.connection_events()),
                             zeromq::readable(socket_.socket())};
            zeromq::poll(items);
            if (items[1].revents) socket_.count_connections();
            for (int i = 0; i < answers_per_turn && !stopping_ && answer_one(); ++i) continue;
        }
        socket_.close(linger_);
    }

    bool answer_one() {
        zmq::message_t message;
        if (!zeromq::receive(socket_.socket(), message)) return false;
        statistics_.received.add();
        const auto more = zeromq::skip_rest(socket_.socket(), message);
        // Nothing may throw before the reply is sent: a REP socket that has not answered receives
        // nothing more.
        zeromq::send(socket_.socket(), reply_to(message, more));
        statistics_.replied.add();
        return true;
    }

    std::string reply_to(const zmq::message_t& message, std::size_t more) noexcept {
        std::string why;
        try {
            if (more > 0) {
                statistics_.malformed.add();
                return hooks_.malformed("a message is one frame");
            }
            if (message.empty()) {
                statistics_.malformed.add();
                return hooks_.malformed("the message is empty");
            }
            if (message.size() > options_.max_message_bytes) {
                statistics_.too_large.add();
                return hooks_.too_large(message.size());
            }
            return hooks_.handle(zeromq::view(message));
        } catch (...) {
            why = zeromq::thrown();
        }
        statistics_.failed.add();
        spdlog::error("{}: {}", endpoint(), why);
        return hooks_.internal(why);
    }

    QueryServer::Options options_;
    QueryServer::Hooks hooks_;
    SocketStatistics statistics_;
    zeromq::BoundSocket socket_;
    zeromq::Wakeup wakeup_;
    std::atomic<bool> stopping_{false};
    std::chrono::milliseconds linger_{0};
    std::thread thread_;
};

class ManyWorkers final : public QueryServer::Way {
public:
    ManyWorkers(zmq::context_t& context, const QueryServer::Options& options, const QueryServer::Hooks& hooks)
        : handle_(hooks.handle),
          server_(context,
                  {.listen = options.listen,
                   .max_message_bytes = options.max_message_bytes,
                   .max_unanswered = options.queue_limit + options.workers},
                  {.handle =
                       [this](std::string message, CommandServer::Answer answer) {
                           put({std::move(message), std::move(answer)});
                       },
                   .too_large = hooks.too_large,
                   .malformed = hooks.malformed,
                   .internal = hooks.internal}) {
        for (unsigned i = 0; i < options.workers; ++i) workers_.emplace_back([this] { run(); });
    }

    ~ManyWorkers() override { stop(std::chrono::milliseconds(0)); }

    void stop(std::chrono::milliseconds linger) override {
        {
            const MutexLock lock(mutex_);
            stopping_ = true;
        }
        filled_.notify_all();
        for (auto& worker : workers_) worker.join();
        workers_.clear();
        server_.stop(linger);
    }

    [[nodiscard]] const std::string& endpoint() const override { return server_.endpoint(); }
    [[nodiscard]] const SocketStatistics& statistics() const override { return server_.statistics(); }

private:
    struct Question {
        std::string message;
        CommandServer::Answer answer;
    };

    void put(Question question) {
        {
            const MutexLock lock(mutex_);
            if (stopping_) return;
            queue_.push_back(std::move(question));
        }
        filled_.notify_one();
    }

    void run() {
        MutexLock lock(mutex_);
        while (true) {
            while (!stopping_ && queue_.empty()) filled_.wait(lock);
            if (queue_.empty()) return;
            auto [message, answer] = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            answer(reply_to(message));
            lock.lock();
        }
    }

    std::string reply_to(const std::string& message) {
        try {
            return handle_(message);
        } catch (...) {
            return server_.reply_to_failure(zeromq::thrown());
        }
    }

    QueryServer::Handler handle_;
    Mutex mutex_;
    Condition filled_;
    std::deque<Question> queue_ GUARDED_BY(mutex_);
    bool stopping_ GUARDED_BY(mutex_) = false;
    CommandServer server_;
    std::vector<std::thread> workers_;
};

}  // namespace

QueryServer::QueryServer(zmq::context_t& context, const Options& options, Hooks hooks) {
    if (options.workers > 1)
        way_ = std::make_unique<ManyWorkers>(context, options, hooks);
    else
        way_ = std::make_unique<OneWorker>(context, options, std::move(hooks));
}

QueryServer::~QueryServer() = default;

void QueryServer::stop(std::chrono::milliseconds linger) { way_->stop(linger); }

const std::string& QueryServer::endpoint() const { return way_->endpoint(); }

const SocketStatistics& QueryServer::statistics() const { return way_->statistics(); }

}  // namespace hf
