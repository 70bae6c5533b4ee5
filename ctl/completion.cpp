#include "ctl/completion.hpp"

#include <fmt/format.h>

#include <set>

#include "core/descriptions.hpp"

namespace hf::ctl {
namespace {

bool is_hidden(const CLI::App& app) { return app.get_group().empty(); }

std::string flag_and_dashes(const std::string& name, std::size_t dashes) { return std::string(dashes, '-') + name; }

// Finds out where on the command line the last word stands, from the words before it.
class Walk {
public:
    explicit Walk(const CommandLine& line) : line_(line), app_(&line.root()) {}

    void take(const std::string& word) {
        if (awaiting_) {
            if (awaiting_->check_lname("config")) config_ = word;
            awaiting_ = nullptr;
        } else if (word.starts_with('-') && word.size() > 1) {
            take_option(word);
        } else if (const auto* next = subcommand(word)) {
            app_ = next;
        } else {
            ++positionals_;
        }
    }

    [[nodiscard]] Completion finish(const std::string& last) const {
        Completion result;
        result.config = config_;
        result.typed = last;
        if (awaiting_) {
            add(result, line_.offered(*awaiting_));
        } else if (const auto equals = last.find('='); last.starts_with("--") && equals != std::string::npos) {
            result.before = last.substr(0, equals + 1);
            result.typed = last.substr(equals + 1);
            if (const auto* option = app_->get_option_no_throw(last.substr(0, equals)))
                add(result, line_.offered(*option));
        } else if (last.starts_with('-')) {
            add_options(result);
        } else {
            add_subcommands(result);
            if (const auto* place = positional()) add(result, line_.offered(*place));
        }
        return result;
    }

private:
    void take_option(const std::string& word) {
        const auto equals = word.find('=');
        const auto* option = app_->get_option_no_throw(word.substr(0, equals));
        if (!option || option->get_items_expected_max() == 0) return;
        awaiting_ = option;
        if (equals != std::string::npos) take(word.substr(equals + 1));
    }

    [[nodiscard]] const CLI::App* subcommand(const std::string& name) const {
        for (const auto* each : app_->get_subcommands([](const CLI::App*) { return true; }))
            if (each->get_name() == name) return each;
        return nullptr;
    }

    // The positional that comes next; a list takes all words that follow.
    [[nodiscard]] const CLI::Option* positional() const {
        const CLI::Option* last = nullptr;
        std::size_t index = 0;
        for (const auto* option : app_->get_options([](const CLI::Option* o) { return !o->nonpositional(); })) {
            if (index++ == positionals_) return option;
            last = option;
        }
        return last && last->get_items_expected_max() > 1 ? last : nullptr;
    }

    static void add(Completion& result, const std::string& word, const std::string& help) {
        if (word.starts_with(result.typed)) result.candidates.push_back({result.before + word, help});
    }
    static void add(Completion& result, const Offer& offer) {
        for (const auto& word : offer.words) add(result, word, "");
        result.files = offer.files;
        result.ids_of = offer.ids_of;
    }
    void add_options(Completion& result) const {
        for (const auto* option : app_->get_options([](const CLI::Option* o) { return o->nonpositional(); }))
            for (const auto& name : option->get_lnames())
                add(result, flag_and_dashes(name, 2), option->get_description());
    }
    void add_subcommands(Completion& result) const {
        for (const auto* each : app_->get_subcommands([](const CLI::App* app) { return !is_hidden(*app); }))
            add(result, each->get_name(), each->get_description());
    }

    const CommandLine& line_;
    const CLI::App* app_;
    const CLI::Option* awaiting_ = nullptr;
    std::size_t positionals_ = 0;
    std::string config_;
};

std::vector<Candidate> messages() {
    std::vector<Candidate> all;
    // A command and a query may share a name.
    std::set<std::string> seen;
    for (const auto& each : every_description())
        if (seen.insert(each.name).second) all.push_back({each.name, each.help});
    return all;
}

}  // namespace

Completion completion_of(const CommandLine& line, std::span<const std::string> words) {
    Walk walk(line);
    if (words.empty()) return walk.finish("");
    for (const auto& word : words.first(words.size() - 1)) walk.take(word);
    auto result = walk.finish(words.back());
    if (result.ids_of != "message") return result;
    for (auto& each : messages())
        if (each.word.starts_with(result.typed)) result.candidates.push_back(std::move(each));
    result.ids_of.clear();
    return result;
}

ExitStatus complete(const CommandLine& line, std::span<const std::string> words) {
    auto completion = completion_of(line, words);
    if (!completion.ids_of.empty())
        for (auto& each : live_ids(completion.ids_of, completion.config))
            if (each.word.starts_with(completion.typed))
                completion.candidates.push_back({completion.before + each.word, std::move(each.help)});
    std::string text = completion.files ? ":files\n" : "";
    for (const auto& each : completion.candidates) text += fmt::format("{}\t{}\n", each.word, each.help);
    print(text);
    return ExitStatus::ok;
}

void add_completion(CommandLine& line) {
    const auto shell = std::make_shared<std::string>();
    auto& app = line.add("", "completion", "Prints what a shell needs to complete the words of hostfactoryctl.");
    auto* place = app.add_option("SHELL", *shell, "bash or zsh; as in: source <(hostfactoryctl completion bash)");
    place->required()->check(CLI::IsMember({"bash", "zsh"}).description(""));
    line.offer(*place, {.words = {"bash", "zsh"}});
    line.does(app, [shell](Connection&) {
        print(*shell == "bash" ? bash_completion() : zsh_completion());
        return ExitStatus::ok;
    });
}

}  // namespace hf::ctl
