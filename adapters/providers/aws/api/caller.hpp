// Caller: makes signed calls of one service, at a decent pace.
//
//     Caller ec2(http, ec2_service("eu-west-1", ""), credentials, pacing, clock);
//     auto answer = ec2.query("DescribeInstances", form);
//     if (answer) answer->child("reservationSet") …     // the answer's root element
//
// A throttled call is made again a few times, after a random wait; so is one without an
// answer, where it does no harm if it takes effect twice (Repeat::harmless). Credentials
// that AWS calls expired are fetched anew once. Thread-safe; blocks for at most the calls'
// timeouts and some seconds of waiting.
#pragma once

#include <functional>
#include <pugixml.hpp>

#include "adapters/providers/aws/api/aws_error.hpp"
#include "adapters/providers/aws/api/pacing.hpp"
#include "adapters/providers/aws/api/service.hpp"
#include "adapters/providers/aws/credentials/current_credentials.hpp"
#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/http/http_client.hpp"
#include "core/messages/value.hpp"

namespace hf::aws {

enum class Repeat : std::uint8_t {
    harmless,  // a second effect is none
    known,     // only when it is known that the first had none
};

// An answer's document; its root element is what one asks for.
class XmlAnswer {
public:
    explicit XmlAnswer(pugi::xml_document document) : document_(std::move(document)) {}
    [[nodiscard]] pugi::xml_node root() const { return document_.document_element(); }
    [[nodiscard]] pugi::xml_node child(const char* name) const { return root().child(name); }
    // A child's text, or nothing.
    [[nodiscard]] std::string text(const char* name) const { return child(name).text().get(); }

private:
    pugi::xml_document document_;
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

    // Of a Query API: a form there, XML back.
    [[nodiscard]] AwsResult<XmlAnswer> query(const std::string& action, const Form& form,
                                             Repeat repeat = Repeat::harmless);
    // The same for an answer in pages, to the last of them, each of which `read` gets as it comes. With an
    // error it may have got some.
    [[nodiscard]] AwsResult<void> pages(const std::string& action, const Form& form,
                                        const std::function<void(const XmlAnswer&)>& read);
    // Of a JSON API, whose targets are called "AmazonSSM.GetParameter".
    [[nodiscard]] AwsResult<Value> json(const std::string& target, const ValueMap& body);

private:
    [[nodiscard]] AwsResult<HttpResponse> send(const std::string& action, const HttpRequest& request, Repeat repeat);
    [[nodiscard]] AwsResult<HttpResponse> send_once(const std::string& action, HttpRequest request);

    HttpClient& http_;
    const Service service_;
    CurrentCredentials* const credentials_;  // none: calls are not signed
    Pacing& pacing_;
    const Clock& clock_;
    const std::chrono::milliseconds timeout_;
};

}  // namespace hf::aws
