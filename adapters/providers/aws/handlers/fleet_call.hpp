// FleetCall: the call that makes a fleet or a group, made again where what was refused can be mended here:
//  - for one of its types, such as one of another architecture than the image's: without that type, so that one wrong
//    type of a list does not keep the others from being used;
//  - for our own launch template, which EC2 does not show yet: a moment later.
//
//     FleetCall call(ec2, "CreateFleet", form_of);
//     const auto answer = call.make(job);
//     if (answer && !call.left_out().empty()) show(call.left_out());
//
// Not thread-safe; it blocks for the calls, and for some seconds of waiting.
#pragma once

#include <functional>

#include "adapters/providers/aws/api/caller.hpp"
#include "adapters/providers/aws/handlers/handler.hpp"

namespace hf::aws {

class FleetCall {
public:
    using FormOfJob = std::function<Form(const LaunchJob&)>;

    FleetCall(Caller& caller, std::string action, FormOfJob form_of)
        : caller_(caller), action_(std::move(action)), form_of_(std::move(form_of)) {}

    [[nodiscard]] AwsResult<XmlAnswer> make(const LaunchJob& job);

    // What was said of each type that was left out; empty if none was.
    [[nodiscard]] const std::string& left_out() const { return left_out_; }

private:
    // The call, repeated as long as EC2 does not know the launch template that was just made.
    [[nodiscard]] AwsResult<XmlAnswer> with_visible_template(const LaunchJob& job);

    Caller& caller_;
    const std::string action_;
    const FormOfJob form_of_;
    std::string left_out_;
};

}  // namespace hf::aws
