#include "ctl/resume.hpp"

#include <unistd.h>

#include <iostream>

#include "core/commands/resume_site.hpp"
#include "core/queries/get_quarantine.hpp"
#include "ctl/output.hpp"
#include "ctl/resume_words.hpp"

namespace hf::ctl {
namespace {

struct Options {
    bool yes = false;
    ResumeSite command;
};

bool is_confirmed() {
    std::cerr << "Resume the site? [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "yes";
}

ExitStatus run_resume(Client& client, const Options& options) {
    const auto told = client.query(GetQuarantine{});
    if (!told) return tell(told.error(), GetQuarantine::describe.name);
    if (!told->result.since) {
        say("the site is not in quarantine");
        return ExitStatus::refused;
    }
    print(resume_words(told->result));
    if (!options.yes) {
        if (::isatty(STDIN_FILENO) != 1) return tell_usage("nobody can be asked here; --yes resumes the site");
        if (!is_confirmed()) {
            say("the site stays in quarantine");
            return ExitStatus::refused;
        }
    }
    const auto resumed = client.command(options.command);
    if (!resumed) return tell(resumed.error(), ResumeSite::describe.name);
    say("the site is at work");
    return ExitStatus::ok;
}

}  // namespace

void add_resume(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    auto& app = line.add("site", "resume",
                         "Ends the quarantine of a site whose store was moved, copied or restored. Shows first what is "
                         "terminated and launched then, and asks.");
    app.add_flag("-y,--yes", options->yes, "don't ask");
    app.add_flag("--uncompared", options->command.uncompared,
                 "also where a provider's machines could not be compared with the recorded ones");
    app.add_option("--reason", options->command.reason, "why; kept with the events")->type_name("TEXT");
    line.does(app, [options](Client& client) { return run_resume(client, *options); });
}

}  // namespace hf::ctl
