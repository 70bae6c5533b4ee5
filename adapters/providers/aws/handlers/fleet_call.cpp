#include "adapters/providers/aws/handlers/fleet_call.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

constexpr std::array waits{500ms, 1000ms, 2000ms, 4000ms};

bool goes_on(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; }

// As a word of its own: "m5.large" is not in "m5.large2", and not in "xm5.large".
bool names(const std::string& text, const std::string& type) {
    for (auto at = text.find(type); at != std::string::npos; at = text.find(type, at + 1)) {
        const auto end = at + type.size();
        if ((at == 0 || !goes_on(text[at - 1])) && (end == text.size() || !goes_on(text[end]))) return true;
    }
    return false;
}

// EC2 has codes for it; Auto Scaling says it in words.
bool lacks_the_template(const AwsError& error) {
    const std::string_view code = error.code;
    if (code.starts_with("InvalidLaunchTemplate")) return code.find("NotFound") != std::string_view::npos;
    return code == "ValidationError" && error.message.find("launch template") != std::string::npos &&
           error.message.find("does not exist") != std::string::npos;
}

}  // namespace

AwsResult<XmlAnswer> FleetCall::with_visible_template(const LaunchJob& job) {
    auto answer = caller_.query(action_, form_of_(job), Repeat::known);
    const bool ours = job.ready.spec.launch_template_id.empty();
    for (const auto wait : waits) {
        if (answer || !ours || !lacks_the_template(answer.error())) return answer;
        if (!caller_.leaving().sleep_for(wait)) break;
        answer = caller_.query(action_, form_of_(job), Repeat::known);
    }
    // The next launch makes another one. The template of the site's is not to blame.
    if (!answer && ours && lacks_the_template(answer.error())) answer.error().code = "LaunchTemplateNotVisible";
    return answer;
}

AwsResult<XmlAnswer> FleetCall::make(const LaunchJob& job) {
    auto ready = job.ready;
    auto& types = ready.spec.types;
    while (true) {
        // Another set of types is another call, so it has another client token.
        const auto variant =
            types.size() == job.ready.spec.types.size() ? std::string{} : fmt::format(" of {}", fmt::join(types, ","));
        auto answer = with_visible_template({job.order, ready, job.missing, job.fallback, variant});
        if (answer) return answer;
        const bool about_one = types.size() > 1 && kind_of(answer.error()) == ProviderErrorKind::invalid;
        const auto named = std::find_if(types.begin(), types.end(), [&](const auto& type) {
            return about_one && names(answer.error().message, type);
        });
        if (named == types.end()) {
            if (!left_out_.empty()) answer.error().message += "; left out before: " + left_out_;
            return answer;
        }
        left_out_ +=
            fmt::format("{}{}: {}", left_out_.empty() ? "" : "; ", *named, provider_error(answer.error()).message);
        types.erase(named);
    }
}

}  // namespace hf::aws
