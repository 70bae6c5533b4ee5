#include "adapters/providers/aws/api/caller.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <cstdlib>
#include <thread>

#include "adapters/json/json_text.hpp"
#include "adapters/providers/aws/signing/sigv4.hpp"
#include "core/pacing/backoff.hpp"
#include "core/text/utf8.hpp"

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

constexpr int most_tries = 4;
constexpr auto first_wait = 200ms;
constexpr auto most_wait = 3s;
// A page has up to a thousand things.
constexpr std::size_t most_pages = 1'000;
constexpr std::size_t most_words = 2'000;
// AWS accepts five minutes at least; from here on the clock is worth a word.
constexpr std::int64_t clocks_may_differ_by_s = 60;

// Reads the errors of EC2 and those of the other services, which have different forms.
void read_xml_error(const std::string& body, AwsError& error) {
    pugi::xml_document document;
    if (!document.load_buffer(body.data(), body.size())) return;
    const auto root = document.document_element();
    // EC2's, and the other services'.
    auto found = std::string_view(root.name()) == "Response" ? root.child("Errors").child("Error") : pugi::xml_node{};
    if (std::string_view(root.name()) == "ErrorResponse") found = root.child("Error");
    error.code = found.child_value("Code");
    error.message = found.child_value("Message");
    if (auto id = request_id_in(root); !id.empty()) error.request_id = std::move(id);
}

void read_json_error(const std::string& body, AwsError& error) {
    const auto json = value_of_json(body);
    if (!json) return;
    const auto text = [&](const char* key) {
        const auto* found = text_at(*json, {key});
        return found ? *found : std::string{};
    };
    error.code = text("__type");
    // For example "com.amazonaws.ssm#ParameterNotFound".
    if (const auto hash = error.code.rfind('#'); hash != std::string::npos) error.code.erase(0, hash + 1);
    error.message = text("message").empty() ? text("Message") : text("message");
}

std::string request_id_in(const HttpResponse& response) {
    const auto header = response.headers.find("x-amzn-requestid");
    return header == response.headers.end() ? std::string{} : shortened(with_valid_utf8(header->second));
}

AwsError error_of(const std::string& action, const HttpResponse& response) {
    AwsError error{action, {}, {}, response.status, true, request_id_in(response)};
    read_xml_error(response.body, error);
    if (!error.answered()) read_json_error(response.body, error);
    if (response.status == 429) error.code = "ThrottlingException";
    // A code without words is AWS's. Without a code a proxy or a gateway on the way has answered, and nobody knows what
    // became of the call.
    if (error.message.empty())
        error.message = error.answered()
                            ? fmt::format("the service answered {}", response.status)
                            : fmt::format("the answer is not AWS's: status {} without an error code", response.status);
    // They become part of events and logs.
    error.code = shortened(with_valid_utf8(error.code));
    error.message = shortened(with_valid_utf8(error.message), most_words);
    return error;
}

// When the service answered, by its own clock.
std::optional<Timestamp> answered_at(const HttpResponse& response) {
    const auto date = response.headers.find("date");
    if (date == response.headers.end()) return std::nullopt;
    const auto seconds = curl_getdate(date->second.c_str(), nullptr);
    if (seconds < 0) return std::nullopt;
    return Timestamp{static_cast<std::int64_t>(seconds) * 1'000'000};
}

// AWS refuses calls of a host whose clock is wrong, and hardly says so. Empty if the clocks agree, or AWS's is not
// known.
std::string clocks_in_words(const HttpResponse& response, Timestamp now) {
    const auto theirs = answered_at(response);
    if (!theirs) return {};
    const auto ahead = (now.microseconds - theirs->microseconds) / 1'000'000;
    if (std::abs(ahead) < clocks_may_differ_by_s) return {};
    return fmt::format(" (this host's clock is {} s {} AWS's)", std::abs(ahead), ahead > 0 ? "ahead of" : "behind");
}

}  // namespace

AwsResult<HttpResponse> Caller::send_once(const std::string& action, HttpRequest request) {
    if (!leaving().sleep_until(pacing_.reserve(action, std::chrono::steady_clock::now())))
        return tl::make_unexpected(AwsError{action, {}, "is not called any more, since the daemon ends", 0, false});
    std::optional<Credentials> signed_with;
    if (credentials_) {
        auto credentials = credentials_->get();
        if (!credentials) {
            // A credential_process that is left says nothing of our credentials.
            const auto* code = leaving().begun()          ? ""
                               : credentials.error().none ? "NoCredentials"
                                                          : "CredentialsFailed";
            return tl::make_unexpected(AwsError{action, code, credentials.error().message, 0, false});
        }
        signed_with = std::move(*credentials);
        sign(request, *signed_with, {service_.region, service_.name}, clock_.now());
    }
    auto answer = http_.send(request);
    if (!answer)
        return tl::make_unexpected(AwsError{action, {}, std::move(answer.error().message), 0, answer.error().sent});
    if (answer->status >= 200 && answer->status < 300) {
        // What it tells of machines becomes part of events.
        if (utf8_prefix(answer->body) < answer->body.size()) answer->body = with_valid_utf8(answer->body);
        return std::move(*answer);
    }
    auto error = error_of(action, *answer);
    if (kind_of(error) == ProviderErrorKind::credentials) error.message += clocks_in_words(*answer, clock_.now());
    if (error.expired_credentials() && signed_with) credentials_->expired(*signed_with);
    return tl::make_unexpected(std::move(error));
}

AwsResult<HttpResponse> Caller::send(const std::string& action, const HttpRequest& request, Repeat repeat) {
    thread_local Backoff backoff(first_wait, most_wait, std::hash<std::thread::id>{}(std::this_thread::get_id()));
    bool renewed = false;
    for (int tries = 1;; ++tries) {
        auto answer = send_once(action, request);
        if (answer) return answer;
        const auto& error = answer.error();
        if (error.expired_credentials() && credentials_ && !renewed) {
            renewed = true;
            continue;
        }
        const bool unanswered = kind_of(error) == ProviderErrorKind::unreachable;
        const bool again = error.throttled() || (unanswered && (repeat == Repeat::harmless || !error.open()));
        // A call that used up its whole timeout would block its thread for too long if it were repeated.
        if (!again || tries == most_tries || (unanswered && !error.answered() && tries > 1)) return answer;
        if (!leaving().sleep_for(backoff.after(static_cast<std::uint32_t>(tries)))) return answer;
    }
}

AwsResult<XmlAnswer> Caller::query(const std::string& action, const Form& form, Repeat repeat) {
    HttpRequest request;
    request.method = "POST";
    request.url = service_.url;
    request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};
    Form whole;
    whole.add("Action", action).add("Version", service_.version);
    for (const auto& [name, value] : form.fields()) whole.add(name, value);
    request.body = whole.encoded();
    request.timeout = timeout_;
    request.direct = on_this_host(service_.url);
    request.once = repeat == Repeat::known;
    auto answer = send(action, request, repeat);
    if (!answer) return tl::make_unexpected(std::move(answer.error()));
    pugi::xml_document document;
    const auto parsed = document.load_buffer(answer->body.data(), answer->body.size());
    const auto wrong =
        parsed ? problem_of_answer(action, document) : fmt::format("the answer is no XML: {}", parsed.description());
    if (!wrong.empty())
        return tl::make_unexpected(AwsError{action, {}, wrong, answer->status, true, request_id_in(*answer)});
    return XmlAnswer(std::move(document), answered_at(*answer));
}

AwsResult<void> Caller::pages(const std::string& action, const Form& form,
                              const std::function<void(const XmlAnswer&)>& read) {
    std::size_t pages = 0;
    std::string token;
    for (auto next_page = form;;) {
        const auto answer = query(action, next_page);
        if (!answer) return tl::make_unexpected(answer.error());
        read(*answer);
        auto next = answer->text("nextToken");
        if (next.empty()) return {};
        // A page that names itself as the next one, or pages without number, would hold this thread for ever.
        if (next == token || ++pages == most_pages)
            return tl::make_unexpected(
                AwsError{action, {}, fmt::format("the answer has no end after {} pages", pages), 200, true});
        next_page.set("NextToken", next);
        token = std::move(next);
    }
}

AwsResult<Value> Caller::json(const std::string& target, const ValueMap& body) {
    const auto action = target.substr(target.rfind('.') + 1);
    HttpRequest request;
    request.method = "POST";
    request.url = service_.url;
    request.headers = {{"content-type", "application/x-amz-json-1.1"}, {"x-amz-target", target}};
    request.body = json_of(body);
    request.timeout = timeout_;
    request.direct = on_this_host(service_.url);
    auto answer = send(action, request, Repeat::harmless);
    if (!answer) return tl::make_unexpected(std::move(answer.error()));
    auto read = value_of_json(answer->body);
    const auto id = request_id_in(*answer);
    std::string wrong;
    if (!read)
        wrong = fmt::format("the answer is no JSON: {}", read.error());
    else if (!read->as<ValueMap>())
        wrong = "the answer is no JSON object";
    else if (id.empty())
        wrong = "the answer has no request id, so it is not AWS's";
    if (!wrong.empty()) return tl::make_unexpected(AwsError{action, {}, wrong, answer->status, true, id});
    return std::move(*read);
}

}  // namespace hf::aws
