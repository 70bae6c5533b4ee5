// AsyncClient: typed calls to the daemon, many at once.
//
//     AsyncClient client(site.endpoints);
//     auto small = client.send(CreateRequest{.template_id = {"small"}, .machine_count = 2});
//     auto large = client.send(CreateRequest{.template_id = {"large"}, .machine_count = 1});
//     client.ask(GetStatus{}, [](const Called<Status>& status) { … });
//     const Called<RequestAccepted> accepted = small.get();
//
// send() is for commands, ask() for queries. A call goes out at once, whatever else is in
// flight, and answers come in any order: what depends on a call waits for its answer. Lost
// replies and busy daemons are dealt with as by Client (client/client.hpp).
//
// Threads: any may call, at any time. The client has one of its own, which is the one that
// calls back: a callback must not throw, and what it waits for keeps all others waiting. It
// may call the client. Callbacks of what can't even be taken (below) are called by send()
// and ask() themselves.
//
// When most_in_flight calls have no answer yet, send() and ask() wait for room, but for no
// longer than the call's own timeout. In a callback they don't wait, since it is this
// thread that makes room; there is always room for one more, and else the call is given up.
//
// Every call ends: with its answer, or with a CallFailure at its timeout at the latest. close()
// and the destructor end all that are in flight (given_up), and say whether they were sent.
//
// Errors: values; std::system_error from the constructor when there is no thread to be had.
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

    template <Described C>
    void send(const C& command, Then<typename C::Result> then, const CallOptions& options = {}) {
        send(C::describe.name, Encoded{wire_codec().encode(command)}, reading(std::move(then)), options);
    }
    template <Described C>
    [[nodiscard]] std::future<Called<typename C::Result>> send(const C& command, const CallOptions& options = {}) {
        Promise<typename C::Result> promise;
        send(command, promise.keeping(), options);
        return promise.future();
    }
    template <Described Q>
    void ask(const Q& query, Then<typename Q::Result> then, const CallOptions& options = {}) {
        ask(Q::describe.name, Encoded{wire_codec().encode(query)}, reading(std::move(then)), options);
    }
    template <Described Q>
    [[nodiscard]] std::future<Called<typename Q::Result>> ask(const Q& query, const CallOptions& options = {}) {
        Promise<typename Q::Result> promise;
        ask(query, promise.keeping(), options);
        return promise.future();
    }

    // By name, with the result as it came.
    void send(std::string_view type, Encoded body, Then<Encoded> then, const CallOptions& options = {});
    void ask(std::string_view type, Encoded body, Then<Encoded> then, const CallOptions& options = {});

    [[nodiscard]] std::size_t in_flight() const;

    // Nothing is taken any more, and everything ends. When it returns, no callback runs or will;
    // but in a callback it doesn't wait for that.
    void close();

private:
    class Impl;

    // std::function wants to be copied, and a promise doesn't.
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
