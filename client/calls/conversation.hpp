// Conversation: any number of calls in flight over one connection to one of the daemon's sockets.
// Each call is answered to its caller.
//
//     Conversation commands(context, "ipc:///run/hostfactory/commands.sock", rules);
//     commands.start(call, [&](Called<Encoded> outcome) { … });
//     while (!commands.idle()) {
//         std::vector<zmq::pollitem_t> items;
//         commands.add_to(items);
//         zeromq::poll(items, commands.due());
//         commands.work();
//     }
//
// It connects when the first call starts, and again when the connection is lost. Messages start
// with the empty delimiter of a REQ socket, so that older daemons answer queries, too. Replies are matched
// to calls by id; a reply that matches no call is dropped. At most most_unread_replies messages are
// under way; further calls wait to be sent.
//
// Used by one thread, which also runs the `done` functions. Errors: values.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/zeromq/client_connection.hpp"
#include "client/calls/pending_call.hpp"
#include "core/access/key_pair.hpp"
#include "core/pacing/timed_set.hpp"

namespace hf {

class Conversation {
public:
    using Time = PendingCall::Time;
    using Done = std::function<void(Called<Encoded>)>;

    Conversation(zmq::context_t& context, std::string endpoint, const CallRules& rules,
                 std::optional<ClientKeys> keys = {})
        : context_(context), endpoint_(std::move(endpoint)), rules_(rules), keys_(std::move(keys)) {}

    // Queues a call; the next work() sends it. `done` is called with its outcome.
    void start(PendingCall call, Done done);
    // Fails every call with `why`.
    void give_up(const CallFailure& why);
    [[nodiscard]] bool idle() const { return calls_.empty(); }

    // Does everything that can be done without waiting.
    void work();
    // Adds the sockets to poll before the next work(). due() is when work() must run even if
    // nothing arrives.
    void add_to(std::vector<zmq::pollitem_t>& items);
    [[nodiscard]] Time due() const;

private:
    using Number = std::uint64_t;
    struct Entry {
        PendingCall call;
        Done done;
    };

    void connect();
    void reopen(Time now);
    void look_after_connection(Time now);
    void connection_ended(Time now);
    void note_trouble(Time now);
    void lose_answers(const std::string& why, Time now);

    void send(Time now);
    void receive(Time now);
    void take(std::string_view bytes, Time now);
    [[nodiscard]] std::optional<std::string> next_reply();
    [[nodiscard]] std::optional<Number> whose(const Reply& reply) const;

    void look_at_due_calls(Time now);
    [[nodiscard]] Reach reach() const;
    // Updates the sets that hold a call after the call changed.
    void file(Number number, Time now);
    void finish(Number number, Called<Encoded> outcome);

    zmq::context_t& context_;
    std::string endpoint_;
    CallRules rules_;
    std::optional<ClientKeys> keys_;

    std::unordered_map<Number, Entry> calls_;
    std::unordered_map<std::string, Number> numbers_;  // by the id of the message
    std::set<Number> to_send_;                         // in the order in which they came
    std::set<Number> asked_;
    TimedSet<Number> due_;
    Number last_number_ = 0;

    std::unique_ptr<zeromq::ClientConnection> connection_;
    bool open_ = false;
    bool up_ = false;
    bool full_ = false;                   // ZeroMQ accepts no more messages for now
    std::optional<std::string> trouble_;  // why the last attempt to connect failed
    // When to treat the lost connection as ended; until then its last replies are read.
    std::optional<Time> ended_;
    std::optional<Time> unheard_since_;  // when something was sent to which nothing has come back yet
    unsigned endings_ = 0;
    Time next_attempt_{};
    Time silent_until_{};  // when a connection that reports nothing is made anew
};

}  // namespace hf
