// FaultProxy: stands between the provider and moto, and treats calls as networks and AWS do.
//
//     FaultProxy proxy(moto.url());
//     proxy.next("RunInstances", Fault::drop_reply);     // the call takes effect, but its reply is lost
//     proxy.next("RunInstances", refusal("InsufficientInstanceCapacity", 500));
#pragma once

#include <deque>
#include <functional>

#include "adapters/providers/aws/http/http_client.hpp"
#include "core/threads/mutex.hpp"
#include "tests/aws/local_server.hpp"

namespace hf::aws::testing {

struct Fault {
    enum class Kind : std::uint8_t { none, drop_reply, drop_request, truncate, cut_off, refuse, hold, delay };
    Kind kind = Kind::none;
    ServedReply reply = {};  // for a refusal
};

inline const Fault drop_reply{Fault::Kind::drop_reply};
inline const Fault drop_request{Fault::Kind::drop_request};
inline const Fault truncate{Fault::Kind::truncate};  // half of the answer, as if it were all
inline const Fault cut_off{Fault::Kind::cut_off};    // the connection ends within the answer
inline const Fault hold{Fault::Kind::hold};          // held back after it took effect, until let_go()
inline const Fault delay{Fault::Kind::delay};        // answered late
// An answer in place of moto's, which gets a request id.
Fault instead(const std::string& xml);
// The same, of which this is what stands in its root element.
Fault answer_of(const std::string& action, const std::string& xml);
Fault refusal(const std::string& code, int status, const std::string& message = "said by the proxy");

class FaultProxy {
public:
    explicit FaultProxy(std::string target);
    ~FaultProxy() { let_go(); }

    // Sets the fault of the action's next call; several calls of next() apply in turn.
    void next(const std::string& action, const Fault& fault);
    // Sets the faults of all other calls.
    void otherwise(std::function<Fault(const std::string& action)> choose);
    // Waits until a call is held; returns whether one was.
    bool wait_for_held();
    void let_go();

    [[nodiscard]] std::string url() const { return server_.url(); }
    [[nodiscard]] const LocalServer& server() const { return server_; }

private:
    std::optional<ServedReply> answer(const ServedRequest& request);
    [[nodiscard]] Fault fault_of(const std::string& action);

    const std::string target_;
    HttpClient http_{HttpSettings{}};
    Mutex mutex_;
    Condition changed_;
    std::map<std::string, std::deque<Fault>> faults_ GUARDED_BY(mutex_);
    std::function<Fault(const std::string&)> choose_ = [](const std::string&) { return Fault{}; };
    int held_ GUARDED_BY(mutex_) = 0;  // since the last next()
    bool let_go_ GUARDED_BY(mutex_) = false;
    LocalServer server_;
};

}  // namespace hf::aws::testing
