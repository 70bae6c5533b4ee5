// Conversation: calls over one connection to one of the daemon's sockets, any number in
// flight, each answered to whoever made it.
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
// Connects when the first call comes, and again when the connection is lost. Messages have
// the empty delimiter of a REQ socket, which a REP and a ROUTER take. Replies are matched
// by id; what belongs to no call is dropped.
//
// Used by one thread, by which the calls' outcomes are told, too. Errors: values.
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
#include "core/pacing/timed_set.hpp"

namespace hf {

class Conversation {
public:
    using Time = PendingCall::Time;
    using Done = std::function<void(Called<Encoded>)>;

    Conversation(zmq::context_t& context, std::string endpoint, const CallRules& rules)
        : context_(context), endpoint_(std::move(endpoint)), rules_(rules) {}

    // Sent by the next work().
    void start(PendingCall call, Done done);
    // All calls end so.
    void give_up(const CallFailure& why);
    [[nodiscard]] bool idle() const { return calls_.empty(); }

    // Does what can be done without waiting.
    void work();
    // What to poll until then, and when to work though nothing came.
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
    // Puts a call where it belongs after it changed.
    void file(Number number, Time now);
    void finish(Number number, Called<Encoded> outcome);

    zmq::context_t& context_;
    std::string endpoint_;
    CallRules rules_;

    std::unordered_map<Number, Entry> calls_;
    std::unordered_map<std::string, Number> numbers_;  // by the message's id
    std::set<Number> to_send_;                         // the oldest first
    std::set<Number> asked_;
    TimedSet<Number> due_;
    Number last_number_ = 0;

    std::unique_ptr<zeromq::ClientConnection> connection_;
    bool open_ = false;
    bool up_ = false;
    bool full_ = false;                   // ZeroMQ takes no more for now
    std::optional<std::string> trouble_;  // why the last attempt to connect failed
    std::optional<Time> ended_;           // it is; until then the last replies are read
    std::optional<Time> unheard_since_;   // something was sent then, and nothing has come since
    unsigned endings_ = 0;
    Time next_attempt_{};
    Time silent_until_{};  // when a connection of which nothing is heard is made anew
};

}  // namespace hf
