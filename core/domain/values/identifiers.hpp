// Identifiers: strings with a rule and a type of their own, so that a template's id can't be passed
// where a machine's id is meant.
#pragma once

#include <fmt/format.h>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace hf {

using Position = std::uint64_t;  // of an event in the one total order, from 1; 0: before the first
using Version = std::uint64_t;   // number of the last event of a stream, from 1
using Ordinal = std::uint32_t;   // of an aggregate among all its category ever had, from 0, in the order of creation

// What a name may be made of: letters, digits and some others.
struct NameRule {
    constexpr NameRule(std::size_t most, std::string_view others) : longest(most), also_allowed(others) {
        for (char c = '0'; c <= '9'; ++c) allow(c);
        for (char c = 'A'; c <= 'Z'; ++c) allow(c);
        for (char c = 'a'; c <= 'z'; ++c) allow(c);
        for (const char c : others) allow(c);
    }
    constexpr void allow(char c) { allowed[static_cast<unsigned char>(c)] = true; }

    std::size_t longest;
    std::string_view also_allowed;
    std::array<bool, 256> allowed{};
};
template <class Tag>
inline constexpr NameRule name_rule{Tag::longest, Tag::also_allowed};

// Says what is wrong with the text as a name; empty if nothing is.
std::string check_name(std::string_view text, const NameRule& rule);

template <class Tag>
struct Identifier {
    std::string value;

    static constexpr std::string_view type_name = Tag::name;

    static std::string check(std::string_view text) { return check_name(text, name_rule<Tag>); }

    [[nodiscard]] bool empty() const { return value.empty(); }
    auto operator<=>(const Identifier&) const = default;
};

// The template rule is Host Factory's: up to 64 of 0-9 A-Z a-z - _.
struct TemplateTag {
    static constexpr std::string_view name = "template id", also_allowed = "-_";
    static constexpr std::size_t longest = 64;
};
struct ProviderTag {
    static constexpr std::string_view name = "provider name", also_allowed = "-_.";
    static constexpr std::size_t longest = 64;
};
struct RequestTag {
    static constexpr std::string_view name = "request id", also_allowed = "-_";
    static constexpr std::size_t longest = 64;
};
// A machine's id is chosen by its provider. Providers differ, so the rule is wide.
struct MachineTag {
    static constexpr std::string_view name = "machine id", also_allowed = "-_.:/@+=";
    static constexpr std::size_t longest = 128;
};
struct CommandTag {
    static constexpr std::string_view name = "command id", also_allowed = "-_.:/@+=";
    static constexpr std::size_t longest = 128;
};

using TemplateId = Identifier<TemplateTag>;
using ProviderName = Identifier<ProviderTag>;
using RequestId = Identifier<RequestTag>;
using MachineId = Identifier<MachineTag>;
using CommandId = Identifier<CommandTag>;

// Formats an identifier as the string that it is. No template, so that it is compiled once.
class IdentifierFormatter {
public:
    constexpr auto parse(fmt::format_parse_context& context) { return text_.parse(context); }

protected:
    fmt::format_context::iterator format_text(std::string_view text, fmt::format_context& context) const;

private:
    fmt::formatter<std::string_view> text_;
};

}  // namespace hf

// Not noexcept: libstdc++ keeps the hash beside the key then, so that a table that grows hashes no text again.
template <class Tag>
struct std::hash<hf::Identifier<Tag>> {
    std::size_t operator()(const hf::Identifier<Tag>& id) const { return std::hash<std::string>{}(id.value); }
};

template <class Tag>
struct fmt::formatter<hf::Identifier<Tag>> : hf::IdentifierFormatter {
    auto format(const hf::Identifier<Tag>& id, fmt::format_context& context) const {
        return format_text(id.value, context);
    }
};
