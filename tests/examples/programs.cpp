// The examples in the headers of daemon/, ctl/, exporter/ and site/.
#include <unistd.h>

#include <iostream>

#include "adapters/system/secret_file.hpp"
#include "client/async_client.hpp"
#include "core/commands/claim_requests.hpp"
#include "ctl/body_options.hpp"
#include "ctl/changing_line.hpp"
#include "ctl/command_line.hpp"
#include "ctl/event_line.hpp"
#include "ctl/field_option.hpp"
#include "ctl/import.hpp"
#include "ctl/import_report.hpp"
#include "ctl/measuring/bench_template.hpp"
#include "ctl/measuring/closed_loop.hpp"
#include "ctl/measuring/disk_sync.hpp"
#include "ctl/measuring/feed_delay.hpp"
#include "ctl/other_brokers.hpp"
#include "ctl/plugin/calls.hpp"
#include "ctl/plugin/plugin_log.hpp"
#include "ctl/provider_choice.hpp"
#include "ctl/short_id.hpp"
#include "ctl/table.hpp"
#include "ctl/top_frame.hpp"
#include "ctl/verb_run.hpp"
#include "ctl/whole_id.hpp"
#include "daemon/daemon.hpp"
#include "exporter/follower.hpp"
#include "exporter/metric_list.hpp"
#include "exporter/metrics.hpp"
#include "exporter/page_stream.hpp"
#include "exporter/web_server.hpp"
#include "site/default_paths.hpp"
#include "site/private_directory.hpp"
#include "site/usage/usage_error.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

void configuration_file() {
    // example of daemon/configuration.hpp
    auto configuration = load_configuration("/etc/hostfactory/hostfactoryd.yaml");
    if (!configuration) std::cerr << configuration.error();  // "file:14: query.workrs is not known here; …"
    // end of the example
}

void whole_daemon(const Configuration& configuration) {
    // example of daemon/daemon.hpp
    Daemon daemon(configuration);  // throws when it can't start, with the reason
    daemon.start();                // from here on it answers
    use(daemon.status_line());
    daemon.stop();  // refuses what is new, finishes what was accepted
    // end of the example
}

void default_paths() {
    const auto bind = [](const std::string&) {};
    // example of site/default_paths.hpp
    const auto paths = DefaultPaths::of_this_process();
    bind("ipc://" + paths.runtime_directory + "/commands.sock");
    // end of the example
}

void private_directory() {
    const auto refuse = [](const std::string&) {};
    // example of site/private_directory.hpp
    if (const auto fault = fault_of_private_directory("/tmp/hostfactory-1000", 1000)) refuse(*fault);
    // "/tmp/hostfactory-1000 belongs to user 4711 and not to user 1000"
    // end of the example
}

}  // namespace
}  // namespace hf

namespace hf::ctl {
namespace {

void body_options(CLI::App* app, const Verb& verb) {
    // example of ctl/body_options.hpp
    BodyOptions options(*app, verb);
    app->parse("small 2");
    auto body = options.body();  // checked against the message's description
    // end of the example
}

ExitStatus command_line(int count, char** words) {
    struct Options {
        std::string file;
    };
    const auto options = std::make_shared<Options>();
    const auto import_templates = [](Client&, const Options&) { return ExitStatus::ok; };
    // example of ctl/command_line.hpp
    CommandLine line;
    auto& app = line.add("template", "import", "Makes templates what a file says.");
    line.offer(*app.add_option("FILE", options->file), {.files = true});
    line.does(app, [options, import_templates](Client& client) { return import_templates(client, *options); });
    return line.run(count, words);
    // end of the example
}

ExitStatus connection(Connection& connection) {
    // example of ctl/connection.hpp
    auto client = connection.open();
    if (!client) return tell_usage(client.error());
    (*client)->query(GetStatus{});
    // end of the example
    return ExitStatus::ok;
}

void event_line_of(const RecordedEvent& event) {
    const auto print = [](const std::string&) {};
    // example of ctl/event_line.hpp
    print(event_line(event, {.colours = colours_wanted(STDOUT_FILENO)}));
    // end of the example
}

void field_option(const FieldInfo& field, const void* default_object, ValueMap& body) {
    // example of ctl/field_option.hpp
    const FieldOption option(field, default_object);
    option.flags();           // {"--machine-ids", "--machine-id"}
    option.add("i-1", body);  // may be repeated for lists and maps
    // end of the example
}

void screen(const std::vector<ScreenLine>& lines) {
    // example of ctl/screen.hpp
    Screen screen;                    // the terminal shows an empty screen
    screen.show(lines);               // replaces the lines shown before
    if (screen.key() == 'q') return;  // the terminal's former contents are back
    // end of the example
}

void short_ids() {
    // example of ctl/short_id.hpp
    short_id("req-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");  // "…0c1d2e3f4a5b"
    end_of_id("…0c1d2e3f4a5b");                            // "0c1d2e3f4a5b"; also of "...0c1d2e3f4a5b"
    // end of the example
}

ExitStatus whole_ids(Client& client) {
    // example of ctl/whole_id.hpp
    auto id = whole_id(client, "machine id", "…0c1d2e3f4a5b");
    if (!id) return tell_usage(id.error());  // "no machine's id ends in 0c1d2e3f4a5b"
    // end of the example
    return ExitStatus::ok;
}

void usage_errors(CLI::App& root, int count, char** words) {
    // example of site/usage/usage_error.hpp
    try {
        root.parse(count, words);
    } catch (const CLI::ParseError& error) {
        for (const auto& line : usage_error(root, count, words, error)) say(line);
    }  // there is no "request creat"; did you mean "create"?
    // end of the example
}

void table() {
    // example of ctl/table.hpp
    Table table({"ID", "STATUS"});
    table.add({"req-1", "pending"});
    std::fputs(table.text().c_str(), stdout);
    // end of the example
}

void top(Screen& screen, const TopFigures& seen) {
    // example of ctl/top_frame.hpp
    screen.show(top_frame(seen, Screen::size()));
    // end of the example
}

void verb_run(CommandLine& line, const Verb& row) {
    // example of ctl/verb_run.hpp
    VerbRun::add(line, row);  // for every row of verbs()
    // end of the example
}

void import_of_a_file(Client& client, const ValueMap& given, const FileReader& files) {
    KeyNotes notes;
    auto entry = given;
    // example of ctl/native_specs.hpp
    const auto tags = take_native_specs(entry, files, notes);
    if (!tags) fail(tags.error());
    // end of the example
    // example of ctl/other_brokers.hpp
    translate_other_brokers(entry, notes);  // placementGroupName becomes pgrpName
    // end of the example
    // example of ctl/key_notes.hpp
    notes.becomes("templateId", "template_id");
    notes.leave_out("createdAt", "the daemon has times of its own");
    // end of the example
    const auto imported = import_template(given, files);
    // example of ctl/import_report.hpp
    ImportReport report;
    report.add(*imported);
    for (const auto& line : report.lines()) say(line);  // "maxNumber: max_number"
    // end of the example
    // example of ctl/provider_choice.hpp
    ProviderChoice choice(client, "");
    const auto name = choice.of(*imported);
    // end of the example
    use(name);
}

void changing_line() {
    // example of ctl/changing_line.hpp
    ChangingLine line;
    line.show("req-1: pending");
    // end of the example
}

void bench_template(Client& client) {
    // example of ctl/measuring/bench_template.hpp
    auto made = BenchTemplate::make(client);
    if (!made) fail(made.error());
    const auto position = (*made)->change("1");  // one event
    // end of the example
}

void closed_loop(AsyncClient& client, const ClaimRequests& command, const Pause& pause) {
    using namespace std::chrono_literals;
    // example of ctl/measuring/closed_loop.hpp
    ClosedLoop loop(
        [&](ClosedLoop::Done done) { client.send(command, [done](const auto& reply) { done(failure_of(reply)); }); },
        Load{.in_flight = 8, .per_s = 20'000, .most = 10'000, .duration = 2s});
    const auto failure = loop.run(pause);
    show(loop.timing());
    // end of the example
}

void disk_sync(const Pause& pause) {
    using namespace std::chrono_literals;
    // example of ctl/measuring/disk_sync.hpp
    const auto syncs = measure_syncs("/var/lib/hostfactory", 2s, pause);
    if (!syncs) show(syncs.error());  // a sentence for people
    // end of the example
}

void feed_delay(Client& client, const Pause& pause) {
    using namespace std::chrono_literals;
    // example of ctl/measuring/feed_delay.hpp
    const auto delay = measure_feed_delay(client, {.events = 100, .duration = 2s}, pause);
    if (!delay) show(delay.error());  // a sentence for people
    // end of the example
}

void timings(std::chrono::nanoseconds elapsed, std::chrono::nanoseconds duration) {
    // example of ctl/measuring/timings.hpp
    Timings timings;
    timings.add(elapsed);
    const Timing timing = timings.over(duration);  // of a run that took so long
    // end of the example
}

}  // namespace
}  // namespace hf::ctl

namespace hf::plugin {
namespace {

void calls(Client& client, const Value& input) {
    // example of ctl/plugin/calls.hpp
    if (const auto call = find_call("requestMachines")) {
        auto output = call(client, input);
        if (!output) fail(output.error());
    }
    // end of the example
}

void plugin_log() {
    // example of ctl/plugin/plugin_log.hpp
    PluginLog log;
    log.write(PluginLog::info, "requestMachines: …");
    // end of the example
}

}  // namespace
}  // namespace hf::plugin

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;

void board(Board& board, const RecordedEvent& event, const EventSource& source, const DaemonAnswer& answer,
           std::uint64_t seen) {
    // example of exporter/board.hpp
    board.take(event, source.recovered());  // the follower's thread for events
    board.daemon_said(answer);              // the follower's thread that asks the daemon
    board.look([](const Knowledge& known) { return known.view.position(); });
    board.wait_for_change(seen, 1s);  // the thread of an open page
    // end of the example
}

void durations() {
    // example of exporter/durations.hpp
    Durations took;
    took.observe(1.5);
    took.below(3);  // how many were no longer than bounds[3]
    // end of the example
}

void event_source(std::unique_ptr<EventSource> source, FleetView view) {
    // example of exporter/event_source.hpp
    auto news = source->next(1s);
    if (auto* event = std::get_if<RecordedEvent>(&*news)) view.apply(*event);
    if (auto* snapshot = std::get_if<SiteSnapshot>(&*news)) view = FleetView(snapshot->state);
    // end of the example
}

void fleet_view(const std::vector<RecordedEvent>& events) {
    // example of exporter/fleet_view.hpp
    FleetView view;                                      // or FleetView(snapshot.state)
    for (const auto& event : events) view.apply(event);  // in order, each once
    view.machines().at({"small", "local", MachineStatus::running, PriceType::spot});
    // end of the example
}

void follower(Board& board, const Site& site) {
    // example of exporter/follower.hpp
    Follower follower(board, follow_feed(site.endpoints), site.endpoints);
    use(follower);
    board.close();  // ends the threads
    // end of the example
}

void metric_list() {
    // example of exporter/metric_list.hpp
    MetricList list;
    list.gauge("hostfactory_up", "Whether …").add(1.0);
    list.counter("hostfactory_launches_total", "Calls …").add(17.0, {{"provider", "local"}});
    // end of the example
}

void metrics(const Board& board) {
    const auto reply = [](const std::string&) {};
    // example of exporter/metrics.hpp
    const auto families = board.look([](const Knowledge& known) { return metrics_of(known); });
    reply(as_text(families));
    // end of the example
}

void page_message(const Board& board, std::string_view last_event_id, Timestamp now) {
    // example of exporter/page_message.hpp
    std::optional<Seen> seen = read_seen(last_event_id);  // nothing for a new page
    const auto news = board.look([&](const Knowledge& known) { return news_for(seen, known); });
    send(news.seen.text(), news.text(now));
    seen = news.seen;
    // end of the example
}

void page_stream(const Board& board, std::string_view last_event_id) {
    const auto send = [](const std::string&) { return true; };
    // example of exporter/page_stream.hpp
    PageStream stream(board, last_event_id);
    while (auto piece = stream.next())
        if (!send(*piece)) break;
    // end of the example
}

void recent(const std::string& request_id, const RecordedEvent& event, const RequestRow& row, Position since) {
    // example of exporter/recent.hpp
    Recent<RequestRow> ended(100);
    ended.put(request_id, event.position, row);                    // replaces the row's older state
    if (since < ended.forgotten()) return;                         // a reader of only `since` may miss a row
    ended.since(since, [&](const RequestRow& row) { use(row); });  // in the order of their changes
    // end of the example
}

void protection() {
    const auto refuse = [](const std::string&) {};
    // example of exporter/protection.hpp
    Protection protection{.token_file = "/etc/hostfactory/exporter.token"};
    if (const auto fault = fault_of(protection, *parse_listen_address("0.0.0.0:9464"))) refuse(*fault);
    // "0.0.0.0:9464 can be reached from other hosts, and the token can be read on its way; give …"
    // end of the example
}

void secret_file() {
    // example of adapters/system/secret_file.hpp
    const auto text = read_secret_file("/etc/hostfactory/exporter.token");
    if (!text) fail(text.error());  // "can't read …: it holds a secret, and others than its owner can use it …"
    // end of the example
}

void access_token(const std::string& text, const std::string& authorization) {
    const auto refuse = [](const std::string&) {};
    // example of exporter/access_token.hpp
    auto token = AccessToken::parse(text);
    if (!token) fail(token.error());
    if (!token->is_in(authorization)) refuse("401");
    // end of the example
}

void certificate() {
    const auto serve = [](const Certificate&) {};
    // example of adapters/tls/certificate.hpp
    auto certificate = read_certificate("/etc/hostfactory/exporter.crt", "/etc/hostfactory/exporter.key");
    if (!certificate) fail(certificate.error());
    serve(std::move(*certificate));
    // end of the example
}

void credentials(const Protection& protection, const std::string& authorization) {
    const auto refuse = [](const std::string&) {};
    // example of exporter/credentials.hpp
    Credentials credentials(protection);
    if (auto read = credentials.read(); !read) fail(read.error());  // at the start, and again at SIGHUP
    if (!credentials.admit(authorization)) refuse("401");
    // end of the example
}

void refusal_log(RefusalLog& refusals, bool had_a_token) {
    using std::chrono::steady_clock;
    const auto log = [](const std::string&) {};
    // example of exporter/refusal_log.hpp
    if (const auto line = refusals.take("192.0.2.1", had_a_token, steady_clock::now())) log(*line);
    // end of the example
}

void web_server(const Board& board, const Credentials& credentials) {
    const auto log = [](const std::string&) {};
    // example of exporter/web_server.hpp
    WebServer server(board, *parse_listen_address("127.0.0.1:9464"), credentials);  // listens from now on
    log(server.address().text());
    // end of the example
}

}  // namespace
}  // namespace hf::exporter
