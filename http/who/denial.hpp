// Denial: why nobody is known by what a request has shown.
#pragma once

#include <cstdint>
#include <string>

namespace hf::http {

struct Denial {
    enum class Kind : std::uint8_t {
        missing,     // nothing was shown
        wrong,       // what was shown is not good, or not any more
        not_looked,  // it would have taken more effort than there is to be
        later,       // it can't be judged yet: its issuer's keys are being fetched
    };

    Kind kind = Kind::wrong;
    std::string why;  // for the site's log; nothing of a secret
};

}  // namespace hf::http
