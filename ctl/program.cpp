#include "ctl/program.hpp"

#include "ctl/audit.hpp"
#include "ctl/backup.hpp"
#include "ctl/bench.hpp"
#include "ctl/command_line.hpp"
#include "ctl/completion.hpp"
#include "ctl/events.hpp"
#include "ctl/explain.hpp"
#include "ctl/import.hpp"
#include "ctl/in_full.hpp"
#include "ctl/keys.hpp"
#include "ctl/manual.hpp"
#include "ctl/resume.hpp"
#include "ctl/top.hpp"
#include "ctl/verb_run.hpp"

namespace hf::ctl {

void add_everything(CommandLine& line) {
    for (const auto& verb : verbs()) VerbRun::add(line, verb);
    add_import(line);
    add_audit(line);
    add_resume(line);
    add_describe(line);
    add_events(line);
    add_top(line);
    add_bench(line);
    add_explain(line);
    add_keys(line);
    add_backup(line);
    add_completion(line);
    add_manual(line);
}

int run_program(int count, char** words) try {
    CommandLine line;
    add_everything(line);
    // The words being completed may be anything, so they are not parsed.
    const auto status = count > 1 && std::string_view(words[1]) == "__complete"
                            ? complete(line, std::vector<std::string>(words + 2, words + count))
                            : line.run(count, words);
    return static_cast<int>(status);
} catch (const std::exception& e) {
    say(e.what());
    return static_cast<int>(ExitStatus::refused);
}

}  // namespace hf::ctl
