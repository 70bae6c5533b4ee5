#include "adapters/zeromq/query_server.hpp"

#include <algorithm>
#include <utility>

#include "adapters/zeromq/thrown.hpp"

namespace hf {
namespace {

constexpr int most_unread_in_zeromq = 8;

CommandServer::Options options_of(const QueryServer::Options& options) {
    CommandServer::Options server;
    server.listen = options.listen;
    server.max_message_bytes = options.max_message_bytes;
    // ZeroMQ bounds the number of replies that a connection leaves unread, not their bytes: a list may have millions.
    server.listen.send_queue = most_unread_in_zeromq;
    return server;
}

// So that one worker is left for the others, where there are several.
std::size_t most_at_once(unsigned workers) { return workers > 1 ? workers - 1 : 1; }

}  // namespace

QueryServer::QueryServer(zmq::context_t& context, const Options& options, Hooks hooks)
    : handle_(std::move(hooks.handle)),
      busy_(hooks.busy),
      in_place_(options.workers <= 1),
      queue_({.at_once = most_at_once(options.workers),
              .of_one = options.queue_limit_of_one,
              .of_all = options.queue_limit}),
      server_(context, options_of(options),
              {.handle =
                   [this](std::string message, CommandServer::Answer answer) {
                       take({std::move(message), std::move(answer)});
                   },
               .too_large = std::move(hooks.too_large),
               .malformed = std::move(hooks.malformed),
               .internal = std::move(hooks.internal),
               .busy = std::move(hooks.busy),
               .named = std::move(hooks.named)}) {
    for (unsigned i = 0; i < std::max(1U, options.workers); ++i) workers_.emplace_back([this] { run(); });
}

QueryServer::~QueryServer() { stop(std::chrono::milliseconds(0)); }

void QueryServer::stop(std::chrono::milliseconds linger) {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    filled_.notify_all();
    for (auto& worker : workers_) worker.join();
    workers_.clear();
    server_.stop(linger);
}

void QueryServer::take(Question question) {
    using enum FairQueue<Question>::Entry;
    const auto party = question.answer.sender.party();
    bool excess = false;
    {
        const MutexLock lock(mutex_);
        if (stopping_ && !in_place_) return;
        if (!stopping_ && (!in_place_ || slow_.has(party))) {
            const auto entry = queue_.enter(party, question.answer.sender.connection, question.message.size(), question,
                                            std::chrono::steady_clock::now());
            if (entry == waits) return;
            if (entry == begins) {
                ready_.push_back(std::move(question));
                return filled_.notify_one();
            }
            excess = true;
        }
    }
    if (excess) return question.answer(server_.reply_to_excess(question.message, question.answer.sender));
    answer_in_place(question);
}

// What throws here is answered by the server.
void QueryServer::answer_in_place(const Question& question) {
    const zeromq::EffortMeter meter(zeromq::SlowParties::quick);
    auto reply = handle_(question.message, question.answer.sender);
    const auto effort = meter.so_far();
    {
        const MutexLock lock(mutex_);
        slow_.took(question.answer.sender.party(), effort);
    }
    question.answer(std::move(reply));
}

void QueryServer::run() {
    MutexLock lock(mutex_);
    while (true) {
        while (!stopping_ && ready_.empty()) filled_.wait(lock);
        if (ready_.empty()) return;
        auto [message, answer] = std::move(ready_.front());
        ready_.pop_front();
        lock.unlock();
        const auto party = answer.sender.party();
        const zeromq::EffortMeter meter(zeromq::SlowParties::quick);
        answer(server_.has_room_for(answer.sender.connection) ? reply_to(message, answer.sender) : busy_(message));
        const auto effort = meter.so_far();
        lock.lock();
        slow_.took(party, effort);
        for (auto& next : queue_.leave(party, std::chrono::steady_clock::now())) ready_.push_back(std::move(next));
    }
}

std::string QueryServer::reply_to(const std::string& message, const Sender& sender) {
    try {
        return handle_(message, sender);
    } catch (...) {
        return server_.reply_to_failure(zeromq::thrown());
    }
}

}  // namespace hf
