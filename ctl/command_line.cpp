#include "ctl/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ctl/verbs.hpp"
#include "site/usage/usage_error.hpp"
#include "site/version.hpp"

namespace hf::ctl {

CommandLine::CommandLine()
    : root_("The client of hostfactoryd: requests machines, gives them back, and shows what there is.",
            "hostfactoryctl") {
    root_.set_version_flag("--version", fmt::format("hostfactoryctl {}", version), "Print the version and exit");
    root_.footer(exit_statuses_in_words());
    root_.require_subcommand(1);
    add_globals(root_);
    for (const auto& noun : nouns()) {
        auto* group = root_.add_subcommand(std::string(noun.name), std::string(noun.help));
        group->require_subcommand(1);
        nouns_.emplace(noun.name, group);
    }
}

// Every verb gets the global options, so that they may stand anywhere on the line and appear in every help.
void CommandLine::add_globals(CLI::App& app) {
    const auto& formats = enum_names<Format>;
    auto* output = app.add_option("-o,--output", global_.format,
                                  fmt::format("what the answer looks like: {}", fmt::join(formats, ", ")));
    output->type_name("FORMAT");
    output->check(CLI::IsMember(std::vector<std::string>(formats.begin(), formats.end())).description(""));
    offer(*output, {.words = {formats.begin(), formats.end()}});
    auto* config = app.add_option("--config", global_.config, "the daemon's configuration file, for its endpoints");
    config->type_name("FILE");
    offer(*config, {.files = true});
    auto* timeout = app.add_option("--timeout", global_.timeout_s,
                                   "how long to wait for an answer (default 10); with --wait, for the request to end");
    timeout->type_name("SECONDS")->check(CLI::Range(0.001, 1e6).description(""));
    timeouts_.push_back(timeout);
    auto* other = app.add_option("--on-behalf-of", global_.on_behalf_of,
                                 "for whom commands and queries ask; for gateways, whose principal acts for others");
    other->type_name("NAME");
    for (auto* option : {output, config, timeout, other}) option->group(everywhere);
}

CLI::App& CommandLine::add(std::string_view noun, std::string_view verb, std::string_view help) {
    auto& parent = noun.empty() ? root_ : *nouns_.find(noun)->second;
    auto& app = *parent.add_subcommand(std::string(verb), std::string(help));
    add_globals(app);
    return app;
}

void CommandLine::does(const CLI::App& app, std::function<ExitStatus(Connection&)> action) {
    actions_[&app] = std::move(action);
}

void CommandLine::does(const CLI::App& app, std::function<ExitStatus(Client&)> action) {
    does(app, [action = std::move(action)](Connection& connection) {
        const auto client = connection.open();
        return client ? action(**client) : tell_usage(client.error());
    });
}

const Offer& CommandLine::offered(const CLI::Option& option) const {
    static const Offer nothing;
    const auto found = offers_.find(&option);
    return found == offers_.end() ? nothing : found->second;
}

ExitStatus CommandLine::run(int count, char** words) {
    try {
        root_.parse(count, words);
    } catch (const CLI::ParseError& e) {
        // CLI11 reports help and version as errors, too.
        if (e.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
            root_.exit(e);
            return ExitStatus::ok;
        }
        for (const auto& line : usage_error(root_, count, words, e)) say(line);
        return ExitStatus::usage;
    }
    global_.timeout_given =
        std::any_of(timeouts_.begin(), timeouts_.end(), [](const auto* o) { return o->count() > 0; });
    Connection connection(global_);
    for (const auto& [app, action] : actions_)
        if (app->parsed()) return action(connection);
    return ExitStatus::usage;
}

}  // namespace hf::ctl
