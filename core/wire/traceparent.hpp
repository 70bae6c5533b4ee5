// Traceparent: the step of a trace that a message belongs to (W3C Trace Context, version 00), so
// that what the message causes here can be found among the site's traces.
//
//     "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
//
// It is passed on unchanged; the daemon records no spans of its own.
#pragma once

#include <string>
#include <string_view>

namespace hf {

struct Traceparent {
    std::string value;

    static constexpr std::string_view type_name = "traceparent";

    // Returns what is wrong with the text, or an empty string.
    static std::string check(std::string_view text);

    bool operator==(const Traceparent&) const = default;
};

}  // namespace hf
