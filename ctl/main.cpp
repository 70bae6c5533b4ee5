// hostfactoryctl: the daemon's commands and queries for people and scripts.
#include <CLI/CLI.hpp>
#include <csignal>

#include "adapters/system/system_clock.hpp"
#include "ctl/body_options.hpp"
#include "ctl/cell.hpp"
#include "ctl/events.hpp"
#include "ctl/import.hpp"
#include "ctl/progress.hpp"
#include "daemon/version.hpp"

namespace hf::ctl {
namespace {

struct GlobalOptions {
    std::string config;
    double timeout_s = 10;
    bool timeout_given = false;
    std::string format = "table";

    [[nodiscard]] Format output() const { return enum_from<Format>(format).value_or(Format::table); }
    [[nodiscard]] std::chrono::milliseconds timeout() const {
        return std::chrono::milliseconds(static_cast<std::int64_t>(timeout_s * 1000));
    }
};

using Action = std::function<ExitStatus(Client&)>;

// What a row of the table does.
struct VerbRun {
    VerbRun(CLI::App& app, const Verb& row, const GlobalOptions& with) : verb(row), global(with), fields(app, row) {
        if (verb.is_command)
            app.add_option("--command-id", command_id,
                           "the command's id; one that was used gets its first answer again")
                ->type_name("ID");
        if (verb.message.versioned)
            app.add_option("--expected-version", expected_version, "refuse if it is at another version")
                ->type_name("N");
        if (verb.can_wait)
            app.add_flag("--wait", wait, "until the request has ended; with --timeout, no longer than that");
    }

    ExitStatus run(Client& client) const {
        const auto body = fields.body();
        if (!body) return tell_usage(body.error());
        CallOptions options;
        if (!command_id.empty()) options.id = command_id;
        options.expected_version = expected_version;
        const Encoded encoded{client.codec().encode(*body)};
        const auto& type = verb.message;
        const auto reply =
            verb.is_command ? client.command(type.name, encoded, options) : client.query(type.name, encoded, options);
        if (!reply) return tell(reply.error());
        if (reply->duplicate)
            fmt::print(stderr, "hostfactoryctl: this command was carried out before; this is its answer\n");
        Value result;
        static_cast<void>(client.read(reply->result.msgpack, type_of<Value>, &result));
        if (wait) return wait_for(client, result, reply->position);
        show(client, result, *type.result);
        return ExitStatus::ok;
    }

    void show(const Client& client, const Value& result, const TypeInfo& type) const {
        print(rendered(global.output(), result, type, verb.columns, client.codec(), SystemClock{}.now()));
    }

    ExitStatus wait_for(Client& client, const Value& result, Position since) const {
        const auto* id = member(result, "request_id").as<std::string>();
        if (!id) return tell_usage("there is no request to wait for");
        const auto timeout = global.timeout_given ? std::optional(global.timeout()) : std::nullopt;
        const auto ended = wait_for_end(client, RequestId{*id}, since, timeout);
        if (!ended) return tell(ended.error());
        if (!*ended) {
            CallFailure late;
            late.kind = CallFailure::Kind::timed_out;
            late.error.message =
                fmt::format("{} has not ended yet; hostfactoryctl request get {} --wait goes on", *id, *id);
            return tell(late);
        }
        const auto& report = **ended;
        Value value;
        static_cast<void>(client.read(client.codec().encode(report), type_of<Value>, &value));
        show(client, value, type_of<RequestReport>);
        return exit_status_of(report.request.status);
    }

    const Verb& verb;
    const GlobalOptions& global;
    BodyOptions fields;
    std::string command_id;
    std::optional<Version> expected_version;
    bool wait = false;
};

class Program {
public:
    Program() {
        app_.set_version_flag("--version", fmt::format("hostfactoryctl {}", version));
        app_.footer(exit_statuses);
        app_.require_subcommand(1);
        add_globals(app_);
        for (const auto& noun : nouns()) {
            auto* group = app_.add_subcommand(std::string(noun.name), std::string(noun.help));
            group->require_subcommand(1);
            nouns_[noun.name] = group;
        }
        for (const auto& verb : verbs()) {
            auto& app = add(verb.noun, verb.verb, verb.message.help);
            auto run = std::make_shared<VerbRun>(app, verb, global_);
            actions_[&app] = [run](Client& client) { return run->run(client); };
        }
        add_import();
        add_events();
    }

    ExitStatus run(int count, char** words) {
        try {
            app_.parse(count, words);
        } catch (const CLI::ParseError& e) {
            // Help and version are such "errors", too.
            const bool asked_for = e.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
            app_.exit(e);
            return asked_for ? ExitStatus::ok : ExitStatus::usage;
        }
        global_.timeout_given = timeout_count() > 0;
        std::optional<std::string> file;
        if (!global_.config.empty()) file = global_.config;
        auto site = find_site(file);
        if (!site) return tell_usage(site.error());
        Client client(std::move(site->endpoints), {.timeout = global_.timeout()});
        for (const auto& [app, action] : actions_)
            if (app->parsed()) return action(client);
        return ExitStatus::usage;
    }

private:
    // The same on every level, so that they may stand anywhere on the line and in every help.
    void add_globals(CLI::App& app) {
        app.add_option("-o,--output", global_.format, "table, json or yaml")
            ->type_name("FORMAT")
            ->check(CLI::IsMember({"table", "json", "yaml"}).description(""))
            ->group("Everywhere");
        app.add_option("--config", global_.config, "the daemon's configuration file, for its endpoints")
            ->type_name("FILE")
            ->group("Everywhere");
        timeouts_.push_back(
            app.add_option("--timeout", global_.timeout_s, "how long to wait for an answer (default 10)")
                ->type_name("SECONDS")
                ->check(CLI::Range(0.001, 1e6).description(""))
                ->group("Everywhere"));
    }

    [[nodiscard]] std::size_t timeout_count() const {
        std::size_t count = 0;
        for (const auto* option : timeouts_) count += option->count();
        return count;
    }

    CLI::App& add(std::string_view noun, std::string_view verb, std::string_view help) {
        CLI::App& parent = noun.empty() ? app_ : *nouns_.at(noun);
        auto* app = parent.add_subcommand(std::string(verb), std::string(help));
        add_globals(*app);
        return *app;
    }

    void add_import() {
        auto& app = add("template", "import", "Makes templates what a Host Factory template file says.");
        app.add_option("FILE", import_.file, "JSON, or YAML where it is called .yaml; - is standard input")->required();
        app.add_option("--provider", import_.provider,
                       "of templates that name none; needed where several are configured")
            ->type_name("NAME");
        actions_[&app] = [this](Client& client) { return import_templates(client, import_); };
    }

    void add_events() {
        auto& app = add("", "events", "What happened, in order; one line or document each.");
        app.add_flag("-f,--follow", events_.follow, "go on with what happens, until interrupted");
        app.add_option("--from", events_.from, "from this position on; 1 is the first event ever")
            ->type_name("POSITION");
        app.add_option("--last", events_.last, "else so many of the last ones (default 20)")->type_name("N");
        app.add_option("--category", events_.categories,
                       "only of this category: template, request, machine or provider (may be repeated)")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->check(CLI::IsMember({"template", "request", "machine", "provider"}).description(""))
            ->type_name("CATEGORY");
        app.add_option("--type", events_.types, "only of this type, like RequestCreated (may be repeated)")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->type_name("TYPE");
        actions_[&app] = [this](Client& client) { return show_events(client, events_, global_.output()); };
    }

    CLI::App app_{"Talks to hostfactoryd: orders machines, gives them back, and tells how things are.",
                  "hostfactoryctl"};
    GlobalOptions global_;
    std::vector<const CLI::Option*> timeouts_;
    std::map<std::string_view, CLI::App*> nouns_;
    std::map<const CLI::App*, Action> actions_;
    ImportOptions import_;
    EventsOptions events_;
};

}  // namespace
}  // namespace hf::ctl

int main(int count, char** words) try {
    // A pager that is closed early ends the output, not with a signal.
    std::signal(SIGPIPE, SIG_IGN);
    hf::ctl::Program program;
    return static_cast<int>(program.run(count, words));
} catch (const std::exception& e) {
    fmt::print(stderr, "hostfactoryctl: {}\n", e.what());
    return static_cast<int>(hf::ctl::ExitStatus::refused);
}
