// Finding: what is wrong with something that was checked, and in which field.
#pragma once

#include "core/messages/describe.hpp"

namespace hf {

struct Finding {
    std::string field;  // for example "command[0]"; empty: the whole
    std::string message;

    bool operator==(const Finding&) const = default;

    static constexpr auto describe =
        hf::message("Finding", "What is wrong, and where.",
                    hf::field<&Finding::field>("field", "where; empty: the whole").optional(),
                    hf::field<&Finding::message>("message", "what is wrong, in words"));
};

}  // namespace hf
