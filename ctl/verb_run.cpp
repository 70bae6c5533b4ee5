#include "ctl/verb_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ctl/cell.hpp"
#include "ctl/dry_run.hpp"
#include "ctl/finding.hpp"
#include "ctl/progress.hpp"
#include "ctl/watch.hpp"
#include "ctl/whole_id.hpp"

namespace hf::ctl {
namespace {

Value value_in(const Client& client, const Encoded& result) {
    Value value;
    static_cast<void>(client.read(result.msgpack, type_of<Value>, &value));
    return value;
}

}  // namespace

void VerbRun::add(CommandLine& line, const Verb& verb) {
    auto& app = line.add(verb.noun, verb.verb, verb.message.help);
    const auto run = std::make_shared<VerbRun>(line, app, verb);
    line.does(app, [run](Connection& connection) { return run->run(connection); });
}

VerbRun::VerbRun(CommandLine& line, CLI::App& app, const Verb& verb)
    : verb_(verb), global_(line.global()), fields_(app, verb) {
    for (const auto& [option, offer] : fields_.offers()) line.offer(*option, offer);
    if (verb.is_command) add_options_of_commands(app);
    if (verb.brief) app.add_flag("--counters", in_full_, "show what the parts of the daemon have counted as well");
    add_waiting(app);
}

void VerbRun::add_options_of_commands(CLI::App& app) {
    app.add_option("--command-id", command_id_, "the command's id; one that was used gets its first answer again")
        ->type_name("ID")
        ->group(commands_only);
    if (verb_.message.versioned)
        app.add_option("--expected-version", expected_version_, "refuse if it is at another version")
            ->type_name("N")
            ->group(commands_only);
    app.add_flag("--dry-run", dry_run_, "check it here, show what would be sent, and send nothing")
        ->group(commands_only);
}

void VerbRun::add_waiting(CLI::App& app) {
    CLI::Option* wait = nullptr;
    if (verb_.can_wait)
        wait = app.add_flag("--wait", wait_, "until the request has ended; with --timeout, no longer than that")
                   ->group(waiting);
    if (has_finding(verb_.message.name) && verb_.is_command)
        app.add_flag("--no-wait", no_wait_, "end when the command is accepted, and not when its finding is known")
            ->group(waiting);
    if (verb_.is_command) return;
    watch_ =
        app.add_flag("-w,--watch", watch_every_,
                     "show it again when something has happened, until interrupted; --watch=SECONDS looks so often")
            ->group(waiting);
    if (wait) watch_->excludes(wait);
}

ExitStatus VerbRun::run(Connection& connection) const {
    // A dry run asks no daemon, so it shows ids as they were typed.
    const auto whole = [&](ValueMap& body) { return make_ids_whole(connection, *verb_.message.body, body); };
    const auto body = dry_run_ ? fields_.body() : fields_.body(whole);
    if (!body) return tell_usage(body.error());
    if (dry_run_) {
        DryRun dry;
        dry.id = command_id_;
        dry.expected_version = expected_version_;
        dry.deadline = global_.timeout();
        dry.on_behalf_of = global_.on_behalf_of;
        print(would_be_sent(verb_.message, *body, dry, global_.output()));
        return ExitStatus::ok;
    }
    const auto client = connection.open();
    if (!client) return tell_usage(client.error());
    return watch_ && watch_->count() > 0 ? again_and_again(**client, *body) : once(**client, *body);
}

Called<Encoded> VerbRun::send(Client& client, const ValueMap& body) const {
    CallOptions options;
    if (!command_id_.empty()) options.id = command_id_;
    options.expected_version = expected_version_;
    const Encoded encoded{client.codec().encode(body)};
    const auto type = verb_.message.name;
    return verb_.is_command ? client.command(type, encoded, options) : client.query(type, encoded, options);
}

ExitStatus VerbRun::once(Client& client, const ValueMap& body) const {
    const auto reply = send(client, body);
    if (!reply) return tell(reply.error(), verb_.message.name);
    if (reply->duplicate) say("this command was carried out before; this is its answer");
    tell_withheld(*reply);
    const auto result = value_in(client, reply->result);
    if (wait_) return wait_for(client, result, reply->position);
    if (verb_.is_command && has_finding(verb_.message.name) && !no_wait_)
        return show_finding(client, body, reply->position);
    // If the answer is empty, show the name of what the command concerned.
    if (global_.output() == Format::name && verb_.message.result->fields.empty())
        show(client, Value(body), *verb_.message.body);
    else
        show(client, wanted_of(result), *verb_.message.result);
    return ExitStatus::ok;
}

// A table has no column for what is withheld.
void VerbRun::tell_withheld(const Replied<Encoded>& reply) const {
    const auto format = global_.output();
    const bool in_columns = !verb_.columns.empty() && format != Format::json && format != Format::yaml;
    if (reply.withheld.empty() || in_columns) return;
    say(fmt::format("left out, since it needs the role operator: {}", fmt::join(reply.withheld, ", ")));
}

ExitStatus VerbRun::again_and_again(Client& client, const ValueMap& body) const {
    const auto every = watch_interval(watch_every_);
    if (!every) return tell_usage(every.error());
    Watch watch;
    watch.message = verb_.message.name;
    watch.every = *every;
    watch.ask = [&] { return send(client, body); };
    watch.show = [&](const Encoded& result) {
        const auto value = value_in(client, result);
        // Each answer is one line, so that other programs can process them one by one.
        if (global_.output() == Format::json && !watch.redraw)
            return as_json(value, *verb_.message.result, client.codec(), -1);
        return rendered(global_.output(), wanted_of(value), *verb_.message.result, verb_.columns, client.codec(),
                        present_at(client, global_.output()));
    };
    watch.between = global_.output() == Format::json ? "" : global_.output() == Format::yaml ? "---\n" : "\n";
    return keep_showing(client, watch);
}

ExitStatus VerbRun::show_finding(Client& client, const ValueMap& body, Position since) const {
    // A provider that doesn't answer takes longer to be found silent than a daemon.
    constexpr std::chrono::minutes longest{5};
    const auto timeout = global_.timeout_given ? global_.timeout() : longest;
    const auto found = wait_for_finding(client, verb_.message.name, body, since, timeout);
    if (!found) return found.error();
    show(client, found->finding, found->type);
    return found->status;
}

Value VerbRun::wanted_of(const Value& result) const {
    const bool whole = !verb_.brief || in_full_ || global_.output() != Format::table;
    return whole ? result : verb_.brief(result);
}

void VerbRun::show(Client& client, const Value& result, const TypeInfo& type) const {
    // The columns belong to the verb's own result only.
    static const std::vector<Column> none;
    print(rendered(global_.output(), result, type, &type == verb_.message.result ? verb_.columns : none, client.codec(),
                   present_at(client, global_.output())));
}

ExitStatus VerbRun::wait_for(Client& client, const Value& result, Position since) const {
    const auto* id = member(result, "request_id").as<std::string>();
    if (!id) return tell_usage("there is no request to wait for");
    const auto timeout = global_.timeout_given ? std::optional(global_.timeout()) : std::nullopt;
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
    show(client, value_in(client, Encoded{client.codec().encode(report)}), type_of<RequestReport>);
    return exit_status_of(report.request.status);
}

}  // namespace hf::ctl
