// AsyncClient: typed calls to the daemon, with many of them in flight at once.
//
//     AsyncClient client(site.endpoints);
//     auto small = client.send(CreateRequest{.template_id = {"small"}, .machine_count = 2});
//     auto large = client.send(CreateRequest{.template_id = {"large"}, .machine_count = 1});
//     client.ask(GetStatus{}, [](const Called<StatusReport>& status) { show(status->result.version); });
//     const Called<RequestAccepted> accepted = small.get();
//
// send() is for commands, ask() is for queries. A call is sent at once, whatever else is in flight,
// and answers arrive in any order: a call that depends on another has to wait for the other's
// answer. Lost replies and busy daemons are handled as in Client (client/client.hpp).
//
// Threads: any thread may call, at any time. The client has a thread of its own, which runs the
// callbacks: a callback must not throw, and a slow callback delays all others. A callback may call the
// client. When a call cannot be accepted (see below), send() and ask() run its callback themselves.
//
// While most_in_flight calls are unanswered, send() and ask() wait for room, but no longer than the
// call's own timeout. Inside a callback they do not wait, because the callback's thread is the one
// that makes room: one more call is accepted there, and further calls end as given_up.
//
// Every call ends: with its answer, or at the latest at its timeout with a CallFailure. close() and the
// destructor end all calls in flight as given_up; CallFailure::sent says whether such a call had been sent.
//
// Errors: values; the constructor throws std::system_error when no thread can be started.
#pragma once

#include <functional>
#include <future>
#include <memory>

#include "client/call.hpp"
#include "client/site.hpp"

namespace hf {

class AsyncClient {
public:
    struct Options {
        CallRules calls{};
        std::size_t most_in_flight = 1000;
    };
    template <class R>
    using Then = std::function<void(Called<R>)>;

    explicit AsyncClient(SiteEndpoints endpoints) : AsyncClient(std::move(endpoints), Options{}) {}
    AsyncClient(SiteEndpoints endpoints, const Options& options);
    ~AsyncClient();
    AsyncClient(const AsyncClient&) = delete;
    AsyncClient& operator=(const AsyncClient&) = delete;

    // Sends a command; `then` is called with its outcome.
    template <Described C>
    void send(const C& command, Then<typename C::Result> then, const CallOptions& options = {}) {
        send(C::describe.name, Encoded{wire_codec().encode(command)}, reading(std::move(then)), options);
    }
    // Sends a command; the future gets its outcome.
    template <Described C>
    [[nodiscard]] std::future<Called<typename C::Result>> send(const C& command, const CallOptions& options = {}) {
        Promise<typename C::Result> promise;
        send(command, promise.keeping(), options);
        return promise.future();
    }
    // Asks a query; `then` is called with its outcome.
    template <Described Q>
    void ask(const Q& query, Then<typename Q::Result> then, const CallOptions& options = {}) {
        ask(Q::describe.name, Encoded{wire_codec().encode(query)}, reading(std::move(then)), options);
    }
    // Asks a query; the future gets its outcome.
    template <Described Q>
    [[nodiscard]] std::future<Called<typename Q::Result>> ask(const Q& query, const CallOptions& options = {}) {
        Promise<typename Q::Result> promise;
        ask(query, promise.keeping(), options);
        return promise.future();
    }

    // Sends a message by the name of its type; the result is handed over as it came, without being decoded.
    void send(std::string_view type, Encoded body, Then<Encoded> then, const CallOptions& options = {});
    void ask(std::string_view type, Encoded body, Then<Encoded> then, const CallOptions& options = {});

    // The number of calls without an outcome.
    [[nodiscard]] std::size_t in_flight() const;

    // Refuses further calls and ends all calls in flight. When close() returns, no callback runs or
    // will run; if a callback calls close(), it returns without waiting for that.
    void close();

private:
    class Impl;

    // Makes a copyable callback of a promise, which std::function needs and std::promise is not.
    template <class R>
    class Promise {
    public:
        [[nodiscard]] Then<R> keeping() const {
            return [promise = promise_](Called<R> called) { promise->set_value(std::move(called)); };
        }
        [[nodiscard]] std::future<Called<R>> future() { return promise_->get_future(); }

    private:
        std::shared_ptr<std::promise<Called<R>>> promise_ = std::make_shared<std::promise<Called<R>>>();
    };

    template <class R>
    static Then<Encoded> reading(Then<R> then) {
        return [then = std::move(then)](const Called<Encoded>& called) { then(typed<R>(called)); };
    }

    std::unique_ptr<Impl> impl_;
};

}  // namespace hf
