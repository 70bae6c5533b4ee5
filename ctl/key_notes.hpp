// KeyNotes: what becomes of each key of a template file when a template is imported.
//
//     notes.becomes("templateId", "template_id");
//     notes.leave_out("createdAt", "the daemon has times of its own");
//
// Used by one thread.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hf::ctl {

struct KeyNotes {
    std::map<std::string, std::string> places;  // by key of the file: the field, or configuration.KEY
    std::vector<std::string> warnings;          // what is not taken over as the file has it

    void becomes(std::string_view key, std::string place) {
        places.insert_or_assign(std::string(key), std::move(place));
    }
    void warn(std::string_view key, std::string_view text) { warnings.push_back(fmt::format("{} {}", key, text)); }
    void leave_out(std::string_view key, std::string_view why) {
        becomes(key, "left out");
        warn(key, fmt::format("is left out: {}", why));
    }
};

}  // namespace hf::ctl
