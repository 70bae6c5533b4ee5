#include "http/orb/dialect.hpp"

#include <fmt/ranges.h>

#include "core/wire/traceparent.hpp"
#include "http/orb/calls.hpp"
#include "http/wire/target.hpp"
#include "site/version.hpp"

namespace hf::http::orb {
namespace {

// Longer ones are left to the workers: to read this much takes about as long as to hand it over.
constexpr std::size_t longest_body_at_once = 8 * 1024;
constexpr std::string_view service = "hostfactory";

// What a request hands on to the daemon besides its fields.
CallOptions options_of(const Request& request) {
    CallOptions options;
    if (request.caller) options.on_behalf_of = request.caller->principal;
    const auto* trace = request.headers.find("traceparent");
    if (trace && Traceparent::check(*trace).empty()) options.traceparent = *trace;
    return options;
}

void say_what_it_is(const std::shared_ptr<Errand>& errand) {
    errand->answer(200, {{"service", service},
                         {"version", hf::version},
                         {"description", "hostfactory answers the calls of Open Resource Broker"}});
}

void say_how_it_is(const std::shared_ptr<Errand>& errand) {
    const auto say = [errand](unsigned status, std::string_view word) {
        errand->answer(status,
                       {{"service", service}, {"version", hf::version}, {"status", word}, {"checks", Json::object()}});
    };
    errand->ask("WhoAmI", {}, [say](const Json&) { say(200, "healthy"); });
}

}  // namespace

std::optional<Response> Dialect::refuse(Request& request) { return door_.refusal(request); }

void Dialect::handle(Request request, Respond respond) {
    if (request.body.size() <= longest_body_at_once) return take(request, respond);
    const auto held = std::make_shared<Request>(std::move(request));
    workers_.run([this, held, respond = std::move(respond)] { take(*held, respond); });
}

void Dialect::take(const Request& request, const Respond& respond) try {
    auto segments = segments_of(request.path);
    if (!segments) return respond(detail_of(404, segments.error()));
    const auto errand = Errand::begin(daemon_, workers_, options_of(request), respond);
    const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
    if (method == "GET" && segments->size() == 1) {
        const auto& name = segments->front();
        if (name == "healthz") return errand->answer(200, {{"status", "up"}});
        if (name == "info") return say_what_it_is(errand);
        if (name == "health" || name == "readyz") return say_how_it_is(errand);
    }
    const bool is_below = segments->size() > 2 && (*segments)[0] == "api" && (*segments)[1] == "v1";
    const std::span<const std::string> rest(segments->begin() + (is_below ? 2 : 0), segments->end());
    auto found = is_below ? find_call(method, rest) : FoundCall{};
    if (found.call) {
        if (!found.names.empty()) errand->about(found.names[0]);
        return found.call({request, std::move(found.names), errand});
    }
    if (found.allowed.empty()) return respond(detail_of(404, "there is nothing at this path"));
    auto response = detail_of(405, "this path has other methods");
    response.headers.set("Allow", fmt::format("{}", fmt::join(found.allowed, ", ")));
    respond(std::move(response));
} catch (const std::exception& bug) {
    respond(fault_of(Refusal::internal, bug.what()));
}

}  // namespace hf::http::orb
