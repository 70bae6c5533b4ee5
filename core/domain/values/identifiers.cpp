#include "core/domain/values/identifiers.hpp"

#include <algorithm>

namespace hf {

std::string check_name(std::string_view text, std::size_t longest, std::string_view also_allowed) {
    if (text.empty()) return "must not be empty";
    if (text.size() > longest) return fmt::format("must be at most {} characters, not {}", longest, text.size());
    const auto allowed = [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               also_allowed.find(c) != std::string_view::npos;
    };
    if (std::all_of(text.begin(), text.end(), allowed)) return {};
    return fmt::format("may only hold letters, digits and {}", also_allowed);
}

fmt::format_context::iterator IdentifierFormatter::format_text(std::string_view text,
                                                               fmt::format_context& context) const {
    return text_.format(text, context);
}

}  // namespace hf
