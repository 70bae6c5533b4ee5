#include "http/orb/faults.hpp"

#include "adapters/json/json_text.hpp"
#include "core/messages/rfc3339.hpp"
#include "core/text/utf8.hpp"

namespace hf::http::orb {
namespace {

struct Missing {
    Code code;
    std::string_view type;  // as ORB calls what is missing
};

constexpr auto missing_things = std::to_array<Missing>({{Code::template_not_found, "Template"},
                                                        {Code::request_not_found, "Request"},
                                                        {Code::machine_not_found, "Machine"},
                                                        {Code::provider_not_found, "Provider"}});

std::string now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return rfc3339({std::chrono::duration_cast<std::chrono::microseconds>(since).count()});
}

// ORB's code where it has one for this, else the daemon's.
std::string_view code_of(const Error& error) {
    switch (error.code) {
        case Code::malformed:
        case Code::validation_error: return "invalid_input";
        case Code::template_not_found:
        case Code::request_not_found:
        case Code::machine_not_found:
        case Code::provider_not_found: return "resource_not_found";
        case Code::already_exists: return "DUPLICATE_ERROR";
        case Code::conflict: return "CONCURRENCY_ERROR";
        default: return info_of(error.code).name;
    }
}

unsigned status_in_orb(const Error& error) {
    if (error.code == Code::validation_error) return 400;
    if (error.code == Code::conflict) return 409;
    return status_of(error);
}

Json details_of(const Error& error, const std::string& about) {
    Json details = Json::object();
    for (const auto& [code, type] : missing_things)
        if (code == error.code) details["entity_type"] = type;
    if (error.code == Code::already_exists) details["entity_type"] = "Template";
    const auto unknown = error.details.find("unknown");
    const auto* names = unknown == error.details.end() ? nullptr : unknown->second.as<ValueList>();
    const auto* first = names && !names->empty() ? names->front().as<std::string>() : nullptr;
    if (details.contains("entity_type") && (first || !about.empty())) details["entity_id"] = first ? *first : about;
    details["code"] = info_of(error.code).name;
    if (error.field) details["field"] = with_valid_utf8(*error.field);
    if (!error.details.empty()) details["details"] = Json::parse(json_of(error.details));
    return details;
}

void come_again(Response& response, std::chrono::milliseconds later) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(later).count();
    response.headers.set("Retry-After", std::to_string(std::max<std::int64_t>(seconds, 1)));
}

Response of_daemon(const Error& error, const std::string& about, const std::string& id) {
    // ORB refuses those that may not do something in another form.
    if (error.code == Code::forbidden) return detail_of(403, error.message);
    const auto status = status_in_orb(error);
    auto response = fault_of(status, code_of(error), error.message, details_of(error, about), id);
    if (status == 429 || status == 503)
        come_again(response, std::chrono::milliseconds{error.retry_after_ms.value_or(1000)});
    return response;
}

}  // namespace

Response response_of(unsigned status, const Json& json) {
    Response response{.status = status};
    response.headers.set("Content-Type", "application/json");
    response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

Response fault_of(unsigned status, std::string_view code, std::string_view message, const Json& details,
                  const std::string& correlation_id) {
    return response_of(status, {{"success", false},
                                {"error", {{"code", code}, {"message", message}, {"details", details}}},
                                {"timestamp", now()},
                                {"correlation_id", correlation_id.empty() ? "unknown" : correlation_id}});
}

Response fault_of(Refusal refusal, std::string_view message) {
    const auto& info = info_of(refusal);
    auto response = fault_of(info.status, info.code, message, Json::object());
    if (info.status == 503) come_again(response, std::chrono::milliseconds{1000});
    return response;
}

Response fault_of(const CallFailure& failure, const std::string& about) {
    switch (failure.kind) {
        case CallFailure::Kind::refused: return of_daemon(failure.error, about, failure.id);
        case CallFailure::Kind::unreachable: return fault_of(Refusal::daemon_unreachable, failure.error.message);
        case CallFailure::Kind::timed_out: return fault_of(Refusal::daemon_timeout, failure.error.message);
        case CallFailure::Kind::unreadable: return fault_of(Refusal::unreadable_answer, failure.error.message);
        case CallFailure::Kind::given_up: break;
    }
    return fault_of(failure.error.code == Code::busy ? Refusal::too_many_requests : Refusal::stopping,
                    failure.error.message);
}

Response wrong_fields(const std::vector<WrongField>& fields) {
    Json all = Json::array();
    for (const auto& field : fields) {
        Json each{{"type", field.type}, {"loc", field.place}, {"msg", field.message}, {"input", field.input}};
        if (!field.context.is_null()) each["ctx"] = field.context;
        all.push_back(std::move(each));
    }
    return response_of(422, {{"detail", std::move(all)}});
}

Response detail_of(unsigned status, std::string_view detail) { return response_of(status, {{"detail", detail}}); }

}  // namespace hf::http::orb
