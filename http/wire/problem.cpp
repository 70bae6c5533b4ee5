#include "http/wire/problem.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "adapters/json/json_text.hpp"
#include "core/text/utf8.hpp"

namespace hf::http {
namespace {

using Json = nlohmann::ordered_json;

// In the order of enum Code.
constexpr auto statuses = std::to_array<unsigned>({
    400,  // malformed
    502,  // unsupported_version: gateway and daemon are of different times
    404,  // handler_not_found
    422,  // validation_error
    404,  // template_not_found
    404,  // request_not_found
    404,  // machine_not_found
    404,  // provider_not_found
    409,  // already_exists
    412,  // conflict
    409,  // invalid_state
    409,  // limit_exceeded
    503,  // busy
    504,  // deadline_exceeded
    413,  // too_large
    502,  // unauthorized: the daemon does not know the gateway
    403,  // forbidden
    503,  // shutting_down
    503,  // storage_error
    500,  // internal
});
static_assert(statuses.size() == every_code.size());

Response response_of(unsigned status, std::string_view code, std::string_view title, std::string_view detail,
                     const Json& more) {
    Json json{{"type", "urn:hostfactory:problem:" + std::string(code)},
              {"title", title},
              {"status", status},
              {"detail", with_valid_utf8(detail)},
              {"code", code}};
    json.update(more);
    Response response{.status = status};
    response.headers.set("Content-Type", "application/problem+json");
    response.body = json.dump() + "\n";
    return response;
}

void come_again(Response& response, std::chrono::milliseconds later) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(later).count();
    response.headers.set("Retry-After", std::to_string(std::max<std::int64_t>(seconds, 1)));
}

bool is_of_deleted_events(const Error& error) {
    return error.code == Code::invalid_state && error.details.contains("first_position");
}

// RequestMachines has conflicts of another kind: several templates have the name.
bool is_of_a_version(const Error& error) { return error.details.contains("version"); }

bool is_of_a_rate(const Error& error) {
    const auto limit = error.details.find("limit");
    const auto* name = limit == error.details.end() ? nullptr : limit->second.as<std::string>();
    return name && *name == "commands_per_second";
}

}  // namespace

unsigned status_of(const Error& error) {
    if (is_of_deleted_events(error)) return 410;
    if (error.code == Code::conflict && !is_of_a_version(error)) return 409;
    if (error.code == Code::busy && is_of_a_rate(error)) return 429;
    return statuses[static_cast<std::size_t>(error.code)];
}

Response problem_of(const Error& error) {
    const auto status = status_of(error);
    Json more = Json::object();
    if (error.field) more["field"] = with_valid_utf8(*error.field);
    if (!error.details.empty()) more["details"] = Json::parse(json_of(error.details));
    more["retryable"] = error.retryable;
    const auto& code = info_of(error.code);
    auto response = response_of(status, code.name, code.help, error.message, more);
    if (status == 429 || status == 503)
        come_again(response, std::chrono::milliseconds{error.retry_after_ms.value_or(1000)});
    if (const auto version = error.details.find("version"); status == 412 && version != error.details.end())
        if (const auto number = version->second.as_integer())
            response.headers.set("ETag", '"' + std::to_string(*number) + '"');
    return response;
}

Response problem_of(Refusal refusal, std::string_view detail) {
    const auto& info = info_of(refusal);
    auto response = response_of(info.status, info.code, info.title, detail, Json::object());
    if (info.status == 503 || info.status == 429) come_again(response, std::chrono::milliseconds{1000});
    return response;
}

}  // namespace hf::http
