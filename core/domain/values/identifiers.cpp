#include "core/domain/values/identifiers.hpp"

#include <algorithm>

namespace hf {

std::string check_name(std::string_view text, const NameRule& rule) {
    if (text.empty()) return "must not be empty";
    if (text.size() > rule.longest)
        return fmt::format("must be at most {} characters, not {}", rule.longest, text.size());
    const auto allowed = [&](char c) { return rule.allowed[static_cast<unsigned char>(c)]; };
    if (std::all_of(text.begin(), text.end(), allowed)) return {};
    return fmt::format("may only hold letters, digits and {}", rule.also_allowed);
}

fmt::format_context::iterator IdentifierFormatter::format_text(std::string_view text,
                                                               fmt::format_context& context) const {
    return text_.format(text, context);
}

}  // namespace hf
