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
        say(fmt::format("{} machines are there and not recorded{}", preview.unrecorded, ids));
        if (preview.orphans == OrphanPolicy::terminate)
            say(
                fmt::format("  {} of them WILL BE TERMINATED (orphans: terminate; report in the configuration keeps "
                            "them)",
                            preview.unrecorded_to_terminate));
        else
            say(fmt::format("  they stay (orphans: {})", name_of(preview.orphans)));
    }
    if (preview.to_terminate > 0)
        say(fmt::format("{} recorded machines WILL BE TERMINATED, since their return was ordered",
                        preview.to_terminate));
    if (preview.not_found > 0)
        say(fmt::format("{} recorded machines are not there, and will be recorded as gone{}", preview.not_found,
                        named(preview.machines_not_found, preview.not_found, [](const auto& id) { return id.value; })));
    if (preview.to_launch > 0) say(fmt::format("{} machines will be launched for open requests", preview.to_launch));
    if (preview.overdue_requests > 0)
        say(fmt::format("{} open requests will end, since their deadline has passed", preview.overdue_requests));
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
