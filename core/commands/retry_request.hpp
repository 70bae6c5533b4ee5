// RetryRequest: asks again for the machines that a request did not get.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RequestRetried {
    RequestId request_id;
    RequestId retry_of;
    std::uint32_t machine_count{};

    static constexpr auto describe =
        message("RequestRetried", "A new request for the shortfall is stored and will be worked on.",
                field<&RequestRetried::request_id>("request_id", "the new request"),
                field<&RequestRetried::retry_of>("retry_of", "the old one"),
                field<&RequestRetried::machine_count>("machine_count", "what the old one was short of"));
};

struct RetryRequest {
    using Result = RequestRetried;
    static constexpr auto role = Role::requester;
    static constexpr bool refused_in_quarantine = true;
    RequestId request_id;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("RetryRequest",
                "Asks again for what a request that is partial, failed or timed out was short of, as a new request.",
                field<&RetryRequest::request_id>("request_id", "which"));
};

Decision<RequestRetried> decide(const RetryRequest& command, const State& state, const Context& context);

}  // namespace hf
