#include "ctl/advice.hpp"

#include <fmt/format.h>

#include "ctl/cell.hpp"

namespace hf::ctl {
namespace {

std::string detail(const Error& error, std::string_view name) {
    const auto found = error.details.find(name);
    return found == error.details.end() ? std::string{} : cell(found->second, nullptr, {});
}

std::string of_conflict(const Error& error) {
    const auto version = detail(error, "version");
    return fmt::format("get it again and repeat with --expected-version {}", version.empty() ? "N" : version);
}

std::string of_limit(const Error& error) {
    const auto available = detail(error, "available");
    if (available.empty() || available == "0") return "give machines back first, or raise the limit";
    return fmt::format("ask for at most {}, or raise the limit", available);
}

std::string of_busy(const Error& error) {
    if (!error.retry_after_ms) return "try again soon";
    return fmt::format("try again in {} ms", *error.retry_after_ms);
}

}  // namespace

std::string advice_for(const Error& error, std::string_view message) {
    switch (error.code) {
        case Code::malformed:
        case Code::unsupported_version:
            return "hostfactoryctl and the daemon may be of different versions: see hostfactoryctl --version, and "
                   "status";
        case Code::handler_not_found:
            return "see hostfactoryctl explain, and explain --remote for what this daemon knows";
        case Code::validation_error:
            if (message.empty()) return "see hostfactoryctl explain for the messages and what they take";
            return fmt::format("see hostfactoryctl explain {} for what it takes", message);
        case Code::template_not_found: return "see hostfactoryctl template list";
        case Code::request_not_found: return "see hostfactoryctl request list";
        case Code::machine_not_found: return "see hostfactoryctl machine list";
        case Code::provider_not_found: return "see hostfactoryctl provider list";
        case Code::already_exists: return "take another name, or change the existing one";
        case Code::conflict: return of_conflict(error);
        case Code::invalid_state: return "see its state with hostfactoryctl describe";
        case Code::limit_exceeded: return of_limit(error);
        case Code::busy: return of_busy(error);
        case Code::deadline_exceeded: return "nothing was done: try again, or with a longer --timeout";
        case Code::too_large: return "say less at once, or raise limits.message_bytes in the daemon's configuration";
        case Code::unauthorized: return "ask the site's administrator: the file of principals says who is known";
        case Code::forbidden: return "see hostfactoryctl whoami, and ask the site's administrator for more rights";
        case Code::shutting_down: return "try again when it is back: systemctl status hostfactoryd";
        case Code::storage_error: return "see the daemon's log: journalctl -u hostfactoryd";
        case Code::internal: return "this is a bug: please report it, with the daemon's log";
    }
    return {};
}

std::vector<std::string> findings_of(const Error& error) {
    std::vector<std::string> found;
    const auto listed = error.details.find("findings");
    const auto* list = listed == error.details.end() ? nullptr : listed->second.as<ValueList>();
    for (const auto& each : list ? *list : ValueList{}) {
        const auto field = cell(member(each, "field"), nullptr, {});
        const auto text = cell(member(each, "message"), nullptr, {});
        found.push_back(field.empty() || text.starts_with(field) ? text : fmt::format("{}: {}", field, text));
    }
    if (found.empty() && error.field && error.message.find(*error.field) == std::string::npos)
        found.push_back(fmt::format("field: {}", *error.field));
    return found;
}

}  // namespace hf::ctl
