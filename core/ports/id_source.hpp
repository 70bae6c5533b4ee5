// IdSource: a source of new identifiers. They are ordered by time (UUIDv7, RFC 9562), so that they
// sort as they were made and are added at the right edge of any index.
// Thread-safe.
#pragma once

#include <string>

namespace hf {

class IdSource {
public:
    virtual ~IdSource() = default;
    // "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
    [[nodiscard]] virtual std::string next() = 0;
};

}  // namespace hf
