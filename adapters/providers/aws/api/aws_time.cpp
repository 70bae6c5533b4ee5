#include "adapters/providers/aws/api/aws_time.hpp"

#include <string_view>

#include "core/messages/rfc3339.hpp"

namespace hf::aws {

std::string aws_time(Timestamp time) {
    return rfc3339(time).substr(0, std::string_view("2026-01-02T03:04:05").size()) + "Z";
}

}  // namespace hf::aws
