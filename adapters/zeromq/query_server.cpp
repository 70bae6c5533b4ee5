#include "adapters/zeromq/query_server.hpp"

#include <utility>

#include "adapters/zeromq/thrown.hpp"

namespace hf {
namespace {

CommandServer::Options options_of(const QueryServer::Options& options) {
    CommandServer::Options server;
    server.listen = options.listen;
    server.max_message_bytes = options.max_message_bytes;
    server.max_unanswered = options.queue_limit + options.workers;
    return server;
}

}  // namespace

QueryServer::QueryServer(zmq::context_t& context, const Options& options, Hooks hooks)
    : handle_(std::move(hooks.handle)),
      in_place_(options.workers <= 1),
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
    for (unsigned i = 0; !in_place_ && i < options.workers; ++i) workers_.emplace_back([this] { run(); });
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
    if (in_place_) return question.answer(handle_(question.message, question.answer.sender));
    {
        const MutexLock lock(mutex_);
        if (stopping_) return;
        queue_.push_back(std::move(question));
    }
    filled_.notify_one();
}

void QueryServer::run() {
    MutexLock lock(mutex_);
    while (true) {
        while (!stopping_ && queue_.empty()) filled_.wait(lock);
        if (queue_.empty()) return;
        auto [message, answer] = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        answer(reply_to(message, answer.sender));
        lock.lock();
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
