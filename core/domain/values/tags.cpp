#include "core/domain/values/tags.hpp"

#include <fmt/format.h>

#include "core/text/utf8.hpp"

namespace hf {

void check_tags(const Tags& tags, std::vector<Finding>& findings) {
    constexpr std::size_t longest_key = 128;
    constexpr std::size_t longest_value = 256;
    for (const auto& [key, value] : tags) {
        const auto field = fmt::format("tags.{}", shortened(key));
        if (key.empty() || key.size() > longest_key)
            findings.push_back(
                {field, fmt::format("its key must have from 1 to {} bytes, not {}", longest_key, key.size())});
        if (value.size() > longest_value)
            findings.push_back({field, fmt::format("must have at most {} bytes, not {}", longest_value, value.size())});
    }
}

}  // namespace hf
