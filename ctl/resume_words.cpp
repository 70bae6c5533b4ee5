#include "ctl/resume_words.hpp"

#include <fmt/format.h>

#include "ctl/table.hpp"

namespace hf::ctl {
namespace {

constexpr std::size_t most_named = 10;

template <class Items, class IdOf>
std::string named(const Items& items, std::uint32_t count, const IdOf& id_of) {
    std::string text;
    for (std::size_t i = 0; i < std::min(items.size(), most_named); ++i)
        text += fmt::format("{}{}", i == 0 ? ": " : ", ", printable(id_of(items[i])));
    if (count > std::min(items.size(), most_named)) text += ", …";
    return text;
}

// "1 machine is", "2 machines are".
std::string count_of(std::uint32_t count, std::string_view one, std::string_view several) {
    return fmt::format("{} {}", count, count == 1 ? one : several);
}

void add_preview(const ResumePreview& preview, std::string& text) {
    text += fmt::format("\n{}:\n", preview.name);
    const auto say = [&](std::string_view what) { text += fmt::format("  {}\n", what); };
    if (!preview.problem.empty())
        say(fmt::format("its machines could not be compared with the recorded ones: {}", printable(preview.problem)));
    else if (!preview.compared)
        say("its machines were not compared with the recorded ones yet");
    if (preview.unrecorded > 0) {
        const auto ids =
            named(preview.unrecorded_machines, preview.unrecorded, [](const auto& each) { return each.machine_id; });
        say(fmt::format("{} there and not recorded{}", count_of(preview.unrecorded, "machine is", "machines are"),
                        ids));
        if (preview.orphans == OrphanPolicy::terminate)
            say(fmt::format("  {} WILL BE TERMINATED (orphans: terminate; report in the configuration keeps orphans)",
                            preview.unrecorded_to_terminate));
        else
            say(fmt::format("  none of which is ended (orphans: {})", name_of(preview.orphans)));
    }
    if (preview.to_terminate > 0)
        say(fmt::format("{} WILL BE TERMINATED, as was ordered before",
                        count_of(preview.to_terminate, "recorded machine", "recorded machines")));
    if (preview.not_found > 0)
        say(fmt::format("{} not there, and will be recorded as gone{}",
                        count_of(preview.not_found, "recorded machine is", "recorded machines are"),
                        named(preview.machines_not_found, preview.not_found, [](const auto& id) { return id.value; })));
    if (preview.to_launch > 0)
        say(fmt::format("{} will be launched for open requests", count_of(preview.to_launch, "machine", "machines")));
    if (preview.overdue_requests > 0)
        say(fmt::format("{} will end, the deadline having passed",
                        count_of(preview.overdue_requests, "open request", "open requests")));
    const bool nothing = preview.compared && preview.unrecorded + preview.to_terminate + preview.not_found +
                                                     preview.to_launch + preview.overdue_requests ==
                                                 0;
    if (nothing) say("nothing changes");
}

}  // namespace

std::string resume_words(const QuarantineReport& report) {
    auto text = fmt::format("The store {}.\n", printable(report.reason));
    for (const auto& preview : report.providers) add_preview(preview, text);
    return text + "\nNo other daemon may be at work with a copy of this store once it is resumed.\n";
}

}  // namespace hf::ctl
