// Completes the words of a command line, for shells:
//
//     hostfactoryctl completion bash|zsh      the script that a shell loads
//     hostfactoryctl __complete WORDS…        the script's question: how may the last word continue?
//
// The answer has a line for each word, with its help after a tab; ":files" stands for file names.
// Ids come from the daemon if it answers quickly.
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
    std::vector<Candidate> candidates{};  // all begin with the typed text
    std::string ids_of{};                 // the kind of ids that the daemon adds
    std::string typed{};                  // the last word, or the part after its "="
    std::string before{};                 // the part before `typed`, such as "--status="
    std::string config{};                 // the value of --config, if it is given
    bool files = false;
};

// `words` are the words after "hostfactoryctl"; the last is unfinished or empty. Pure.
Completion completion_of(const CommandLine& line, std::span<const std::string> words);

// The daemon's ids of "template id" and the like; none if no daemon answers in time.
std::vector<Candidate> live_ids(std::string_view ids_of, const std::string& config);

ExitStatus complete(const CommandLine& line, std::span<const std::string> words);

std::string bash_completion();
std::string zsh_completion();

void add_completion(CommandLine& line);

}  // namespace hf::ctl
