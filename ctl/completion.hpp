// Completion of what is being typed, for shells:
//
//     hostfactoryctl completion bash|zsh      the script that a shell loads
//     hostfactoryctl __complete WORDS…        what the script asks: what may the last word become?
//
// The answer has a line for each word, with its help after a tab; ":files" stands for the
// names of files. Ids come from the daemon, if it is there: nobody waits for it long.
#pragma once

#include <span>

#include "ctl/command_line.hpp"

namespace hf::ctl {

struct Candidate {
    std::string word;
    std::string help{};

    bool operator==(const Candidate&) const = default;
};

struct Completion {
    std::vector<Candidate> candidates{};  // all begin with what has been typed
    std::string ids_of{};                 // and these, which the daemon knows
    std::string typed{};                  // the last word, or what follows its "="
    std::string before{};                 // …and what is before that: "--status="
    std::string config{};                 // the value of --config, where there is one
    bool files = false;
};

// `words`: those after "hostfactoryctl", the last of them unfinished or empty. Pure.
Completion completion_of(const CommandLine& line, std::span<const std::string> words);

// Those that there are, of "template id" and the like; none when nobody answers in time.
std::vector<Candidate> live_ids(std::string_view ids_of, const std::string& config);

ExitStatus complete(const CommandLine& line, std::span<const std::string> words);

std::string bash_completion();
std::string zsh_completion();

void add_completion(CommandLine& line);

}  // namespace hf::ctl
