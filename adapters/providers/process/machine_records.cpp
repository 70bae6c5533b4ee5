#include "adapters/providers/process/machine_records.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>

#include "adapters/providers/process/machine_files.hpp"

namespace hf::process {
namespace {

using Lines = std::map<std::string_view, std::string_view>;

// Each line is a word, a blank, and its value.
Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto blank = line.find(' ');
        lines.emplace(line.substr(0, blank), blank == std::string_view::npos ? "" : line.substr(blank + 1));
    }
    return lines;
}

std::string_view value_of(const Lines& lines, std::string_view name) {
    const auto it = lines.find(name);
    return it == lines.end() ? std::string_view() : it->second;
}

// 0 when it isn't there or no number: no process has that pid, none that start.
template <class T>
T number_of(const Lines& lines, std::string_view name) {
    const auto text = value_of(lines, name);
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value > 0 ? value : T{};
}

}  // namespace

std::string to_text(const MachineSpecRecord& order) {
    const nlohmann::json json = {
        {"token", order.token},
        {"site", order.site},
        {"request_id", order.request_id},
        {"template_id", order.template_id},
        {"name", order.name},
        {"index", order.index},
        {"command", order.command},
        {"grace_s", order.grace_s},
        {"tags", order.tags},
    };
    // Arguments may be any bytes; the keeper gets them as they are, not from here.
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

std::optional<MachineSpecRecord> order_from(const std::string& text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    try {
        MachineSpecRecord order;
        json.at("token").get_to(order.token);
        json.at("site").get_to(order.site);
        json.at("request_id").get_to(order.request_id);
        json.at("template_id").get_to(order.template_id);
        json.at("name").get_to(order.name);
        json.at("index").get_to(order.index);
        json.at("command").get_to(order.command);
        json.at("grace_s").get_to(order.grace_s);
        for (const auto& [key, value] : json.at("tags").items()) order.tags.emplace(key, value.get<std::string>());
        return order;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

Started started_from(std::string_view text) {
    const auto lines = lines_of(text);
    Started started;
    started.revoked = lines.contains(word::revoked);
    started.keeper = {number_of<pid_t>(lines, word::keeper), number_of<std::uint64_t>(lines, word::keeper_start)};
    started.command = {number_of<pid_t>(lines, word::command), number_of<std::uint64_t>(lines, word::command_start)};
    started.boot = value_of(lines, word::boot);
    return started;
}

std::string to_text(const Ended& ended) {
    const auto ordered = fmt::format("{} {}\n", word::ordered, ended.ordered ? 1 : 0);
    switch (ended.how) {
        case Ended::How::exited: return fmt::format("{} {}\n{}", word::exit, ended.value, ordered);
        case Ended::How::signalled: return fmt::format("{} {}\n{}", word::signal, ended.value, ordered);
        case Ended::How::unrunnable:
            return fmt::format("{} {} {}\n{}", word::unrunnable, name_of(ended.kind), ended.words, ordered);
        case Ended::How::lost: break;
    }
    return fmt::format("{} {}\n{}", word::lost, ended.words, ordered);
}

Ended ended_from(std::string_view text) {
    const auto lines = lines_of(text);
    Ended ended;
    ended.ordered = value_of(lines, word::ordered) == "1";
    if (lines.contains(word::exit)) {
        ended.how = Ended::How::exited;
        ended.value = number_of<int>(lines, word::exit);
    } else if (lines.contains(word::signal)) {
        ended.how = Ended::How::signalled;
        ended.value = number_of<int>(lines, word::signal);
    } else if (lines.contains(word::unrunnable)) {
        ended.how = Ended::How::unrunnable;
        const auto words = value_of(lines, word::unrunnable);
        const auto blank = words.find(' ');
        ended.kind = enum_from<ProviderErrorKind>(words.substr(0, blank)).value_or(ProviderErrorKind::unreachable);
        if (blank != std::string_view::npos) ended.words = words.substr(blank + 1);
    } else {
        ended.how = Ended::How::lost;
        ended.words = value_of(lines, word::lost);
        if (ended.words.empty()) ended.words = "ended; how is not known";
    }
    return ended;
}

std::string signal_in_words(int number) {
    const char* name = ::sigdescr_np(number);
    return name ? fmt::format("signal {} ({})", number, name) : fmt::format("signal {}", number);
}

std::string in_words(const Ended& ended) {
    switch (ended.how) {
        case Ended::How::exited: return fmt::format("exit status {}", ended.value);
        case Ended::How::signalled: return signal_in_words(ended.value);
        case Ended::How::unrunnable:
        case Ended::How::lost: break;
    }
    return ended.words;
}

}  // namespace hf::process
