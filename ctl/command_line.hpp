// CommandLine: the nouns, verbs and options of hostfactoryctl, and what each verb does.
//
//     CommandLine line;
//     auto& app = line.add("template", "import", "Makes templates what a file says.");
//     line.offer(*app.add_option("FILE", options->file), {.files = true});
//     line.does(app, [options, import_templates](Client& client) { return import_templates(client, *options); });
//     return line.run(count, words);
//
// Help, completion and the manual page are made of what was added. Used by one thread.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "ctl/connection.hpp"
#include "ctl/exit_status.hpp"
#include "ctl/offer.hpp"

namespace hf::ctl {

// The headings under which help and manual list the options that many verbs share.
inline constexpr const char* everywhere = "Everywhere";
inline constexpr const char* commands_only = "Of commands";
inline constexpr const char* waiting = "Waiting and watching";

class CommandLine {
public:
    CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    // Adds a verb. With an empty noun the verb stands alone.
    CLI::App& add(std::string_view noun, std::string_view verb, std::string_view help);
    void does(const CLI::App& app, std::function<ExitStatus(Connection&)> action);
    void does(const CLI::App& app, std::function<ExitStatus(Client&)> action);
    // Sets what completion may offer for the option.
    void offer(const CLI::Option& option, Offer offer) { offers_[&option] = std::move(offer); }

    ExitStatus run(int count, char** words);

    [[nodiscard]] const CLI::App& root() const { return root_; }
    [[nodiscard]] const GlobalOptions& global() const { return global_; }
    [[nodiscard]] const Offer& offered(const CLI::Option& option) const;

private:
    void add_globals(CLI::App& app);

    CLI::App root_;
    GlobalOptions global_;
    std::vector<const CLI::Option*> timeouts_;
    std::map<std::string, CLI::App*, std::less<>> nouns_;
    std::map<const CLI::App*, std::function<ExitStatus(Connection&)>> actions_;
    std::map<const CLI::Option*, Offer> offers_;
};

}  // namespace hf::ctl
