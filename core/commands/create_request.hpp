// CreateRequest: asks for machines of a template. The reply comes at once; the provisioner does the
// work, and the request's events report the progress.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RequestAccepted {
    RequestId request_id;

    static constexpr auto describe = message("RequestAccepted", "The request is stored and will be worked on.",
                                             field<&RequestAccepted::request_id>("request_id", "its id"));
};

struct CreateRequest {
    using Result = RequestAccepted;
    static constexpr auto role = Role::requester;
    static constexpr bool refused_in_quarantine = true;
    TemplateId template_id;
    std::uint32_t machine_count{};
    Tags tags;
    std::uint8_t priority{};
    std::string user_id;
    std::optional<std::uint32_t> timeout_s;
    ValueMap configuration;
    std::optional<std::uint32_t> unclaimed_s;
    bool as_template_allows = false;

    static constexpr auto describe = message(
        "CreateRequest", "Asks for machines of a template.",
        field<&CreateRequest::template_id>("template_id", "the template to make machines of"),
        field<&CreateRequest::machine_count>(
            "machine_count",
            "how many machines, or units where the template counts units; the site sets the most "
            "(limits.machines_per_request)")
            .at_least(1),
        field<&CreateRequest::tags>(
            "tags", "kept with the request and put on its machines; keys up to 128 bytes, values up to 256")
            .optional()
            .at_most(50),
        field<&CreateRequest::priority>("priority", "higher goes first").optional().between(0, 9),
        field<&CreateRequest::user_id>("user_id", "the user that it is for").optional().at_most(128),
        field<&CreateRequest::timeout_s>("timeout_s", "after how many seconds it ends with the machines that it has")
            .between(1, 31'536'000),
        field<&CreateRequest::configuration>("configuration",
                                             "overrides the template, as far as the site allows (limits.overridable)")
            .optional()
            .at_most(256),
        field<&CreateRequest::unclaimed_s>(
            "unclaimed_s",
            "after how many seconds it is given back unless ClaimRequests names it; for clients that may die before "
            "they have passed the request's id on")
            .between(1, 31'536'000),
        field<&CreateRequest::as_template_allows>(
            "as_template_allows",
            "the template's max_number alone limits machine_count; for schedulers, which decide how many they need")
            .optional());
};

Decision<RequestAccepted> decide(const CreateRequest& command, const State& state, const Context& context);

}  // namespace hf
