// Errand: one request in ORB's dialect on its way: what it has asked the daemon for so far, and its one response.
//
//     auto errand = Errand::begin(daemon, workers, options, respond);
//     errand->ask("ListMachines", {{"live_only", true}}, [errand](const Json& list) { errand->answer(200, list); });
//
// A refusal by the daemon, an answer that cannot be read, and what a step throws end the errand with a fault
// (faults.hpp), so a step sees what went well alone. Its steps follow one another, whichever threads take them.
#pragma once

#include <functional>
#include <memory>

#include "http/api/daemon.hpp"
#include "http/api/messages.hpp"
#include "http/api/workers.hpp"
#include "http/orb/faults.hpp"

namespace hf::http::orb {

class Errand : public std::enable_shared_from_this<Errand> {
public:
    using Then = std::function<void(const Json&)>;
    // Returns false for a refusal that it has not answered.
    using Refused = std::function<bool(const Error&)>;

    static std::shared_ptr<Errand> begin(Daemon& daemon, Workers& workers, CallOptions options, Respond respond);

    // What the request is about, for a fault that says that there is none.
    void about(std::string id) { about_ = std::move(id); }

    // `query` and `command` are names of types, which are constant data. An errand sends one command at most.
    void ask(std::string_view query, ValueMap body, Then then, Refused refused = {});
    void send(std::string_view command, ValueMap body, Then then, Refused refused = {});
    // The command is for that version of what it changes.
    void send_for(Version version, std::string_view command, ValueMap body, Then then);
    // Goes on later, or at once where the gateway is about to stop.
    void later(std::chrono::milliseconds pause, std::function<void()> then);
    [[nodiscard]] bool hurried() { return workers_.hurried(); }

    void answer(unsigned status, const Json& json);
    void respond(Response response);

private:
    Errand(Daemon& daemon, Workers& workers, CallOptions options, Respond respond);

    void call(std::string_view message, bool is_command, ValueMap body, const CallOptions& options, Then then,
              Refused refused);
    void conclude(const MessageOfApi& message, const Called<Encoded>& called, const Then& then, const Refused& refused);

    Daemon& daemon_;
    Workers& workers_;
    const CallOptions options_;
    const Respond respond_;
    std::string about_;
    std::string command_id_;  // of the command that was sent
};

}  // namespace hf::http::orb
