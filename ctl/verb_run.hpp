// VerbRun: carries out a row of the table of verbs: makes the message from its options, sends it,
// and shows the answer, once or repeatedly.
//
//     VerbRun::add(line, row);       // for every row of verbs()
#pragma once

#include "ctl/body_options.hpp"
#include "ctl/command_line.hpp"

namespace hf::ctl {

class VerbRun {
public:
    static void add(CommandLine& line, const Verb& verb);

    VerbRun(CommandLine& line, CLI::App& app, const Verb& verb);
    ExitStatus run(Connection& connection) const;

private:
    void add_options_of_commands(CLI::App& app);
    void add_waiting(CLI::App& app);

    [[nodiscard]] Called<Encoded> send(Client& client, const ValueMap& body) const;
    ExitStatus once(Client& client, const ValueMap& body) const;
    ExitStatus again_and_again(Client& client, const ValueMap& body) const;
    ExitStatus show_finding(Client& client, const ValueMap& body, Position since) const;
    ExitStatus wait_for(Client& client, const Value& result, Position since) const;
    void tell_withheld(const Replied<Encoded>& reply) const;
    [[nodiscard]] Value wanted_of(const Value& result) const;  // without what only --counters shows
    void show(Client& client, const Value& result, const TypeInfo& type) const;

    const Verb& verb_;
    const GlobalOptions& global_;
    BodyOptions fields_;
    std::string command_id_;
    std::optional<Version> expected_version_;
    bool dry_run_ = false;
    bool wait_ = false;
    bool no_wait_ = false;
    bool in_full_ = false;
    CLI::Option* watch_ = nullptr;
    std::string watch_every_;  // seconds; "true" means after each event
};

}  // namespace hf::ctl
