#include "adapters/providers/process/machine_records.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "adapters/json/json_text.hpp"
#include "adapters/providers/process/machine_files.hpp"
#include "core/messages/convert.hpp"
#include "core/text/utf8.hpp"

namespace hf::process {
namespace {

using Lines = std::map<std::string_view, std::string_view>;

// Each line consists of a word, a blank, and the word's value.
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

// Returns 0 if the word is missing or its value is no number: no process has that pid or that start.
template <class T>
T number_of(const Lines& lines, std::string_view name) {
    const auto text = value_of(lines, name);
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value > 0 ? value : T{};
}

}  // namespace

std::string to_text(const MachineSpecRecord& order) { return json_of(to_map(order), 2) + '\n'; }

std::optional<MachineSpecRecord> order_from(const std::string& text) {
    auto order = struct_of_json<MachineSpecRecord>(text);
    return order ? std::optional(std::move(*order)) : std::nullopt;
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
        // The keeper cuts long text off, maybe in the middle of a character.
        if (blank != std::string_view::npos) ended.words = with_valid_utf8(words.substr(blank + 1));
    } else {
        ended.how = Ended::How::lost;
        ended.words = with_valid_utf8(value_of(lines, word::lost));
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
