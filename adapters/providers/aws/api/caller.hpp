// Caller: makes signed calls to one service, at a moderate rate.
//
//     Caller ec2(http, ec2_service("eu-west-1", ""), credentials, pacing, clock, 30s);
//     auto answer = ec2.query("DescribeInstances", form);
//     if (answer) use(answer->child("reservationSet"));  // the answer's root element
//
// A throttled call is repeated a few times, after a random wait; so is a call without an answer if a
// second effect does no harm (Repeat::harmless). An answer is taken only if it is that of the action (api/answer.hpp);
// anything else means that there was no answer, and that the call may have taken effect. Credentials that AWS reports
// as expired are fetched anew once. Thread-safe; a call blocks for at most its timeouts and some seconds of waiting.
#pragma once

#include <functional>

#include "adapters/providers/aws/api/answer.hpp"
#include "adapters/providers/aws/api/aws_error.hpp"
#include "adapters/providers/aws/api/pacing.hpp"
#include "adapters/providers/aws/api/service.hpp"
#include "adapters/providers/aws/credentials/current_credentials.hpp"
#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/http/http_client.hpp"
#include "core/messages/value.hpp"

namespace hf::aws {

enum class Repeat : std::uint8_t {
    harmless,  // taking effect twice does no harm
    known,     // repeat only if the first call is known to have had no effect
};

template <class T>
using AwsResult = tl::expected<T, AwsError>;

class Caller {
public:
    Caller(HttpClient& http, Service service, CurrentCredentials* credentials, Pacing& pacing, const Clock& clock,
           std::chrono::milliseconds timeout)
        : http_(http),
          service_(std::move(service)),
          credentials_(credentials),
          pacing_(pacing),
          clock_(clock),
          timeout_(timeout) {}

    // Calls a Query API, which takes a form and answers in XML.
    [[nodiscard]] AwsResult<XmlAnswer> query(const std::string& action, const Form& form,
                                             Repeat repeat = Repeat::harmless);
    // Calls a Query API whose answer comes in pages, and passes each page to `read` as it comes. If
    // it fails, `read` may have had some pages.
    [[nodiscard]] AwsResult<void> pages(const std::string& action, const Form& form,
                                        const std::function<void(const XmlAnswer&)>& read);
    // Calls a JSON API; its targets have names like "AmazonSSM.GetParameter".
    [[nodiscard]] AwsResult<Value> json(const std::string& target, const ValueMap& body);

    [[nodiscard]] Leaving& leaving() { return http_.leaving(); }

private:
    [[nodiscard]] AwsResult<HttpResponse> send(const std::string& action, const HttpRequest& request, Repeat repeat);
    [[nodiscard]] AwsResult<HttpResponse> send_once(const std::string& action, HttpRequest request);

    HttpClient& http_;
    const Service service_;
    CurrentCredentials* const credentials_;  // null: calls are not signed
    Pacing& pacing_;
    const Clock& clock_;
    const std::chrono::milliseconds timeout_;
};

}  // namespace hf::aws
