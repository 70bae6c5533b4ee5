// DaemonClient: the daemon by libhostfactory-client. At most so many calls are under way; a further one ends at once as
// `busy` and waits for nothing, since the event loop must not wait.
//
// A command whose id is under way already, for the same caller, is not sent again: it waits for the outcome of the
// first, and is marked as its duplicate, as the daemon would mark it.
//
// Where the gateway asks its callers who they are, a call that does not say for whom it is (on_behalf_of; "" for the
// gateway itself) is a mistake of ours, and is not made: it would be carried out with the gateway's own rights.
//
// Any thread may call it. close() and the destructor end all calls, and no callback runs after them.
#pragma once

#include <atomic>
#include <string>
#include <unordered_map>
#include <vector>

#include "client/async_client.hpp"
#include "core/threads/mutex.hpp"
#include "http/api/daemon.hpp"

namespace hf::http {

class DaemonClient final : public Daemon {
public:
    enum class Callers : bool { unknown, known };

    DaemonClient(SiteEndpoints endpoints, const CallRules& rules, std::size_t most_under_way,
                 Callers callers = Callers::unknown);

    void call(DaemonCall call, Then then) override;
    void close() { client_.close(); }

private:
    // Returns whether another call of this key is under way, whose outcome `then` gets.
    bool joins(const std::string& key, const Then& then);
    void settle(const std::string& key, const Called<Encoded>& called);

    const std::size_t most_;
    const Callers callers_;
    std::atomic<std::size_t> under_way_ = 0;
    Mutex mutex_;
    // By caller and id of a command under way: who else waits for its outcome.
    std::unordered_map<std::string, std::vector<Then>> joined_ GUARDED_BY(mutex_);
    AsyncClient client_;
};

}  // namespace hf::http
