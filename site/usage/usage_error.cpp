#include "site/usage/usage_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/text/suggestion.hpp"

namespace hf {
namespace {

using Names = std::vector<std::string_view>;

// The nouns or verbs that may follow; none behind a verb.
std::vector<const CLI::App*> may_follow(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
}

Names names_of_all(const std::vector<const CLI::App*>& apps) {
    Names names;
    for (const auto* app : apps) names.push_back(app->get_name());
    return names;
}

Names options_of_app(const CLI::App& app) {
    Names names;
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames()) names.push_back(name);
    return names;
}

const CLI::Option* option_named(const CLI::App& app, std::string_view word) {
    return app.get_option_no_throw(std::string(word.substr(0, word.find('='))));
}

// How far a command line makes sense.
struct Understood {
    const CLI::App* app;      // of the last noun or verb
    std::string path;         // "hostfactoryctl request"
    std::string_view verb;    // the word in the place of a verb that is none
    std::string_view option;  // the first word that looks like an option and is none
};

Understood understand(const CLI::App& root, int count, const char* const* words) {
    Understood so_far{&root, root.get_name(), {}, {}};
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        if (word == "--") break;
        if (word.starts_with('-')) {
            const auto* option = option_named(*so_far.app, word);
            if (!option && word.starts_with("--") && so_far.option.empty()) so_far.option = word;
            // The next word is its value.
            if (option && option->get_items_expected_max() > 0 && word.find('=') == std::string_view::npos) ++i;
            continue;
        }
        const auto next = may_follow(*so_far.app);
        if (next.empty()) continue;
        const auto found =
            std::ranges::find(next, word, [](const auto* app) { return std::string_view(app->get_name()); });
        if (found == next.end()) {
            so_far.verb = word;
            return so_far;
        }
        so_far.app = *found;
        so_far.path += fmt::format(" {}", word);
    }
    return so_far;
}

std::string what_is_wrong(const Understood& understood, const CLI::ParseError& error) {
    const auto& [app, path, verb, option] = understood;
    const auto next = names_of_all(may_follow(*app));
    const bool needs_verb = app->get_require_subcommand_min() > 0;
    // Where a verb may be left out, the word was probably meant as the option's value.
    if (!verb.empty() && (needs_verb || option.empty())) {
        const auto said = path.find(' ') == std::string::npos ? "" : path.substr(path.find(' ') + 1) + " ";
        const auto meant = did_you_mean(verb, next);
        return fmt::format("there is no \"{}{}\"{}", said, verb,
                           meant.empty() ? fmt::format("; there are {}", fmt::join(next, ", ")) : meant);
    }
    if (!next.empty() && needs_verb) return fmt::format("\"{}\" needs another word: {}", path, fmt::join(next, ", "));
    if (option.empty()) return error.what();
    const auto name = option.substr(2, option.find('=') - 2);
    return fmt::format("--{} is not known here{}", name, did_you_mean(name, options_of_app(*app)));
}

}  // namespace

std::vector<std::string> usage_error(const CLI::App& root, int count, const char* const* words,
                                     const CLI::ParseError& error) {
    const auto understood = understand(root, count, words);
    return {what_is_wrong(understood, error), fmt::format("see {} --help", understood.path)};
}

}  // namespace hf
