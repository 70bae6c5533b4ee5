#include "ctl/plugin/input.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <limits>

namespace hf::plugin {
namespace {

const Value* member(const Value& value, std::string_view key) {
    const auto* map = value.as<ValueMap>();
    if (!map) return nullptr;
    const auto found = map->find(key);
    return found == map->end() || found->second.is_null() ? nullptr : &found->second;
}

std::string text(const Value& value, std::string_view key) {
    const auto* found = member(value, key);
    if (!found) return {};
    if (const auto* words = found->as<std::string>()) return *words;
    if (const auto number = found->as_integer()) return fmt::to_string(*number);
    return {};
}

// The elements of a list, or the one object in its place.
Read<std::vector<const Value*>> objects(const Value& input, std::string_view key) {
    std::vector<const Value*> found;
    const auto* value = member(input, key);
    if (!value) return found;
    if (value->as<ValueMap>()) {
        found.push_back(value);
    } else if (const auto* list = value->as<ValueList>()) {
        for (const auto& element : *list) {
            if (!element.as<ValueMap>())
                return tl::make_unexpected(fmt::format("{} must hold objects, not {}", key, in_words(element)));
            found.push_back(&element);
        }
    } else {
        return tl::make_unexpected(fmt::format("{} must be a list, not {}", key, in_words(*value)));
    }
    return found;
}

}  // namespace

Read<std::optional<std::uint32_t>> read_unclaimed_s(const char* text) {
    // Host Factory asks about its requests every few seconds; it may be restarted meanwhile.
    constexpr std::uint32_t by_default = 900;
    constexpr std::uint32_t most = 31'536'000;
    if (!text || !*text) return by_default;
    const std::string_view words(text);
    std::uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), seconds);
    if (error != std::errc{} || end != words.data() + words.size() || seconds > most)
        return tl::make_unexpected(
            fmt::format("HOSTFACTORY_UNCLAIMED_S must be a whole number of seconds from 0 to {}, not {}", most, words));
    if (seconds == 0) return std::nullopt;
    return seconds;
}

Read<WantedMachines> read_wanted_machines(const Value& input) {
    const auto* wanted = member(input, "template");
    if (!wanted) return tl::make_unexpected("the input has no template");
    WantedMachines result{text(*wanted, "templateId"), 0};
    if (result.template_id.empty()) return tl::make_unexpected("template.templateId is missing");
    const auto* given = member(*wanted, "machineCount");
    if (!given) return tl::make_unexpected("template.machineCount is missing");
    const auto words = text(*wanted, "machineCount");
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), count);
    if (error == std::errc::invalid_argument || end != words.data() + words.size())
        return tl::make_unexpected(
            fmt::format("template.machineCount must be a whole number, not {}", in_words(*given)));
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    if (count < 1 && error == std::errc{})
        return tl::make_unexpected(fmt::format("template.machineCount must be at least 1, not {}", count));
    if (count > most || error != std::errc{})
        return tl::make_unexpected(fmt::format("template.machineCount must be from 1 to {}, not {}", most, words));
    result.count = static_cast<std::uint32_t>(count);
    return result;
}

Read<std::vector<std::string>> read_request_ids(const Value& input) {
    if (!member(input, "requests")) return tl::make_unexpected("the input has no requests");
    return objects(input, "requests").and_then([](const auto& entries) -> Read<std::vector<std::string>> {
        std::vector<std::string> ids;
        for (const auto* entry : entries) {
            ids.push_back(text(*entry, "requestId"));
            if (ids.back().empty()) return tl::make_unexpected("an entry of requests has no requestId");
        }
        return ids;
    });
}

Read<std::vector<NamedMachine>> read_machines(const Value& input) {
    return objects(input, "machines").and_then([](const auto& entries) -> Read<std::vector<NamedMachine>> {
        std::vector<NamedMachine> machines;
        for (const auto* entry : entries) {
            machines.push_back({text(*entry, "machineId"), text(*entry, "name")});
            if (machines.back().label().empty())
                return tl::make_unexpected("an entry of machines has neither a machineId nor a name");
        }
        return machines;
    });
}

}  // namespace hf::plugin
