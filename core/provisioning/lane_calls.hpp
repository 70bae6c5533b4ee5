// A call of a provider as data: what is to be asked, and what came of it. A lane makes calls and takes their results;
// the caller of the lane performs them.
//
//     for (auto& call : lane.step(state, now).calls)
//         commands = lane.taken(perform(provider, std::move(call)), state, later);
#pragma once

#include "core/ports/provider.hpp"
#include "core/provisioning/task.hpp"

namespace hf {

struct Call {
    Task task;
    std::optional<LaunchSpec> launch{};     // of a launch; nothing: what its token has made is only looked for
    std::optional<std::string> begun_by{};  // of such a search
    std::optional<TemplateSpec> tmpl{};     // of a validation, with its version
    Version version{};
    std::string site{};  // of a comparison
    std::chrono::steady_clock::time_point begun{};
};

struct CallResult {
    Call call;
    std::optional<ProviderError> error{};
    std::vector<ProviderMachine> machines{};  // that were launched, found, described or listed
    TemplateCheck check{};
};

// Never throws: what a provider throws is as good as no answer. Blocks for as long as the provider does. Any thread may
// call it.
[[nodiscard]] CallResult perform(Provider& provider, Call call);

}  // namespace hf
