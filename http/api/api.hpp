// Api: answers every request by one call of the daemon, or by several where it waits for something.
//
//     Api api(daemon, workers, Door({"broker.example.org"}));
//     server.start(api);
//
// The event loop only decides what is short; long bodies and long answers are converted by the workers. A request that
// waits (Prefer: wait, at_least_position) asks the daemon again with growing pauses, and holds no thread meanwhile.
//
// The handler's functions are called by the server's thread; daemon and workers must outlive the requests under way.
#pragma once

#include "http/api/byte_budget.hpp"
#include "http/api/daemon.hpp"
#include "http/api/key_memory.hpp"
#include "http/api/order.hpp"
#include "http/api/workers.hpp"
#include "http/server/door.hpp"

namespace hf::http {

class Api final : public Handler {
public:
    static constexpr std::size_t usual_answer_bytes = std::size_t{256} << 20;

    // `most_answer_bytes`: how much of answers is held at a time; beyond that requests are answered with 503.
    Api(Daemon& daemon, Workers& workers, Door door, std::size_t most_answer_bytes = usual_answer_bytes)
        : daemon_(daemon), workers_(workers), door_(std::move(door)), answers_(most_answer_bytes) {}

    std::optional<Response> refuse(Request& request) override;
    void handle(Request request, Respond respond) override;

    // Also for what is answered beside this.
    [[nodiscard]] ByteBudget& answers() { return answers_; }

private:
    void take(const Request& request, const Respond& respond);
    void look_whether_ready(const Respond& respond);

    Daemon& daemon_;
    Workers& workers_;
    const Door door_;
    ByteBudget answers_;
    KeyMemory keys_;
};

}  // namespace hf::http
