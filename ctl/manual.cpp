#include "ctl/manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ctl/manual_prose.hpp"

namespace hf::ctl {
namespace {

// Escapes text so that nothing in it is a macro.
std::string text(std::string_view words) {
    std::string result;
    for (const char c : words) result += c == '\\' ? std::string("\\e") : std::string(1, c);
    return result.starts_with('.') || result.starts_with('\'') ? "\\&" + result : result;
}

// Escapes text as one argument of a macro.
std::string argument(std::string_view words) {
    std::string result;
    for (const char c : text(words)) result += c == '"' ? std::string("\\(dq") : std::string(1, c);
    return result.find(' ') == std::string::npos ? result : '"' + result + '"';
}

std::string sentence(std::string_view words) {
    auto result = text(words);
    if (!result.empty()) result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
    return result.ends_with('.') ? result : result + '.';
}

bool is_help(const CLI::Option& option) { return option.check_lname("help"); }
bool is_shared(const CLI::Option& option) {
    const auto& group = option.get_group();
    return group == everywhere || group == commands_only || group == waiting;
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
    return app.get_options([](const CLI::Option* option) { return !is_help(*option); });
}

std::vector<const CLI::App*> below(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
}

// Writes dashes that can be copied from the page to the command line.
std::string dashed(std::string_view name) {
    std::string result;
    for (const char c : name) result += c == '-' ? std::string("\\-") : std::string(1, c);
    return result;
}

// For example "Fl o , \-output Ar FORMAT".
std::string flags(const CLI::Option& option) {
    std::string names;
    const auto put = [&](const std::string& name) { names += (names.empty() ? "Fl " : " , ") + name; };
    for (const auto& name : option.get_snames()) put(name);
    for (const auto& name : option.get_lnames()) put(dashed('-' + name));
    if (option.get_items_expected_max() > 0) names += " Ar " + argument(option.get_type_name());
    return names;
}

std::string item(const CLI::Option& option) {
    const auto head = option.nonpositional() ? flags(option) : "Ar " + argument(option.get_name(true));
    return fmt::format(".It {}\n{}\n", head, sentence(option.get_description()));
}

std::string list(const std::string& items) {
    return items.empty() ? "" : fmt::format(".Bl -tag -width indent\n{}.El\n", items);
}

// Options that many verbs share are described once.
std::string shared_options(const CLI::App& root, std::string_view group) {
    std::set<std::string> seen;
    std::string items;
    const auto take = [&](const CLI::App& app) {
        for (const auto* option : options_of(app))
            if (option->get_group() == group && seen.insert(option->get_name()).second) items += item(*option);
    };
    take(root);
    for (const auto* noun : below(root)) {
        take(*noun);
        for (const auto* verb : below(*noun)) take(*verb);
    }
    return list(items);
}

std::string verb_text(const CLI::App& app, const std::string& words) {
    std::string places;
    std::string items;
    std::string also;
    std::set<std::string> told;
    const auto options = options_of(app);
    for (const auto* option : options)
        if (option->nonpositional()) told.insert(option->get_description());
    for (const auto* option : options) {
        if (!option->nonpositional()) {
            const bool many = option->get_items_expected_max() > 1;
            places += fmt::format(" {}{}", option->get_name(true), many ? " ..." : "");
        }
        // A positional that can also be given as an option is described with the option.
        const bool twice = !option->nonpositional() && told.contains(option->get_description());
        if (!twice && !is_shared(*option)) items += item(*option);
        if (is_shared(*option) && option->get_group() != everywhere)
            also += (also.empty() ? "" : " , ") + dashed('-' + option->get_lnames().front());
    }
    auto result = fmt::format(".Ss {}{}\n{}\n{}", text(words), places, sentence(app.get_description()), list(items));
    if (!also.empty()) result += fmt::format(".Pp\nAlso\n.Fl {} .\n", also);
    return result;
}

std::string synopsis(const CLI::App& root) {
    std::string result;
    for (const auto* noun : below(root)) {
        const auto verbs = below(*noun);
        std::string words;
        for (const auto* verb : verbs) words += fmt::format("{}{}", words.empty() ? "" : " | ", verb->get_name());
        result += fmt::format(".Nm\n.Cm {}{}\n.Op Ar options\n", noun->get_name(), verbs.empty() ? "" : " Ar " + words);
    }
    return result;
}

std::string verbs_text(const CLI::App& root) {
    std::string result;
    for (const auto* noun : below(root)) {
        const auto verbs = below(*noun);
        if (verbs.empty()) result += verb_text(*noun, noun->get_name());
        for (const auto* verb : verbs) result += verb_text(*verb, noun->get_name() + ' ' + verb->get_name());
    }
    return result;
}

std::string exit_statuses() {
    std::string items;
    for (const auto& each : exit_meanings)
        items += fmt::format(".It {}\n{}\n", static_cast<int>(each.status), sentence(each.means));
    return list(items);
}

}  // namespace

std::string manual(const CommandLine& line) {
    const auto& root = line.root();
    std::string page(manual_prose::beginning);
    page += ".Sh SYNOPSIS\n" + synopsis(root);
    page += manual_prose::description;
    page += ".Sh OPTIONS\nThese are understood everywhere:\n" + shared_options(root, everywhere);
    page += ".Pp\nThese belong to commands:\n" + shared_options(root, commands_only);
    page += ".Pp\nThese are for commands that wait:\n" + shared_options(root, waiting);
    page += manual_prose::formats;
    page += ".Sh VERBS\n" + verbs_text(root);
    page += manual_prose::environment;
    page += ".Sh EXIT STATUS\n" + exit_statuses();
    page += manual_prose::end;
    return page;
}

void add_manual(CommandLine& line) {
    auto& app = line.add("", "man", "Prints the manual page.");
    app.group("");
    line.does(app, [&line](Connection&) {
        print(manual(line));
        return ExitStatus::ok;
    });
}

}  // namespace hf::ctl
