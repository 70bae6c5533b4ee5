// The examples in the headers of adapters/providers/aws.
#include <thread>

#include "adapters/providers/aws/api/error_codes.hpp"
#include "adapters/providers/aws/aws_provider.hpp"
#include "adapters/providers/aws/checks/dry_run.hpp"
#include "adapters/providers/aws/ec2/block_devices.hpp"
#include "adapters/providers/aws/ec2/console_output.hpp"
#include "adapters/providers/aws/ec2/fleet_role.hpp"
#include "adapters/providers/aws/ec2/network_interfaces.hpp"
#include "adapters/providers/aws/ec2/subnets.hpp"
#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/fleet_call.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"
#include "adapters/providers/aws/handlers/plan.hpp"
#include "adapters/providers/aws/handlers/spot_fleet_history.hpp"
#include "adapters/providers/aws/signing/sigv4.hpp"
#include "adapters/providers/aws/template/machine_attributes.hpp"
#include "adapters/providers/aws/template/native_spec.hpp"
#include "adapters/providers/aws/template/placeholders.hpp"
#include "adapters/providers/aws/template/unit_notes.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

void account(const AwsConfig& config) {
    // example of adapters/providers/aws/account/account.hpp
    auto account = Account::open(config, Environment::of_this_process());
    if (!account) fail(account.error());  // why, in words
    auto answer = (*account)->ec2().query("DescribeRegions", {});
    // end of the example
}

void caller(HttpClient& http, CurrentCredentials* credentials, Pacing& pacing, const Clock& clock, const Form& form) {
    // example of adapters/providers/aws/api/caller.hpp
    Caller ec2(http, ec2_service("eu-west-1", ""), credentials, pacing, clock, 30s);
    auto answer = ec2.query("DescribeInstances", form);
    if (answer) use(answer->child("reservationSet"));  // the answer's root element
    // end of the example
}

void pacing(Pacing& pacing) {
    const auto now = Pacing::Time::clock::now();
    const auto sleep_until = [](Pacing::Time time) { std::this_thread::sleep_until(time); };
    // example of adapters/providers/aws/api/pacing.hpp
    sleep_until(pacing.reserve("RunInstances", now));  // then the call may be made
    // end of the example
}

void answer(pugi::xml_document document) {
    // example of adapters/providers/aws/api/answer.hpp
    if (const auto wrong = problem_of_answer("DescribeInstances", document); !wrong.empty()) fail(wrong);  // in words
    const XmlAnswer answer(std::move(document));
    use(answer.child("reservationSet"), answer.request_id());
    // end of the example
}

void error_codes() {
    // example of adapters/providers/aws/api/error_codes.hpp
    if (const auto* known = error_code("SpotMaxPriceTooLow")) use(known->kind, known->field);
    // end of the example
}

void subnets(Account& account, LaunchSpecification& spec, const LaunchSpec& order) {
    // example of adapters/providers/aws/ec2/subnets.hpp
    Subnets subnets(account.ec2());
    const auto zones = subnets.zones_of(spec.subnets);
    if (zones) spec.subnets = one_per_zone(spec.subnets, *zones, order.token);
    // end of the example
}

void fleet_call(Caller& ec2, const LaunchJob& job) {
    const auto form_of = [](const LaunchJob& each) { return fleet_form(each, "instant"); };
    // example of adapters/providers/aws/handlers/fleet_call.hpp
    FleetCall call(ec2, "CreateFleet", form_of);
    const auto answer = call.make(job);
    if (answer && !call.left_out().empty()) show(call.left_out());
    // end of the example
}

void aws_provider(const AwsConfig& config, const LaunchSpec& order, const std::vector<std::string>& ids) {
    // example of adapters/providers/aws/aws_provider.hpp
    auto account = Account::open(config, Environment::of_this_process());
    AwsProvider provider(std::move(*account), config);
    auto launched = provider.launch(order);
    auto machines = provider.describe(ids);
    // end of the example
}

void current_credentials(std::vector<std::unique_ptr<CredentialsSource>> sources, const Clock& clock) {
    // example of adapters/providers/aws/credentials/current_credentials.hpp
    CurrentCredentials credentials(std::move(sources), clock);
    const auto valid_now = credentials.get();
    // end of the example
}

void instances(Account& account, const std::string& token) {
    // example of adapters/providers/aws/ec2/instances.hpp
    Instances instances(account.ec2());
    auto found = instances.tagged(tag::token, token);
    // end of the example
}

void notices(Account& account, const Clock& clock, std::vector<ProviderMachine>& machines) {
    // example of adapters/providers/aws/ec2/notices.hpp
    Notices notices(account.ec2(), clock, 5min);
    notices.add_to(machines);  // marks the machines that are taken back, with time and reason
    // end of the example
}

void fallback(const LaunchSpec& order, const ReadySpecification& ready, std::uint32_t missing) {
    // example of adapters/providers/aws/handlers/fallback.hpp
    const LaunchJob job{order, ready, missing, fallback_of(order, 300s)};
    // end of the example
}

void offerings(const LaunchSpecification& spec, UnavailableOfferings& unavailable) {
    const auto now = UnavailableOfferings::Time::clock::now();
    // example of adapters/providers/aws/handlers/offerings.hpp
    for (const auto& offering : offerings_of(spec, "heterogeneous")) {
        if (unavailable.why(offering, now)) continue;
        use(offering);
        unavailable.note(offering, now, "RunInstances: InsufficientInstanceCapacity: none left");
    }
    // end of the example
}

void plan(const LaunchSpec& order, const AwsConfig& config) {
    // example of adapters/providers/aws/handlers/plan.hpp
    for (const auto& [action, purpose, parameters] : planned_calls(order, config)) show(action, purpose, parameters);
    // end of the example
}

void spot_fleet_history(const AwsResult<XmlAnswer>& answer) {
    // example of adapters/providers/aws/handlers/spot_fleet_history.hpp
    SpotFleetHistory history;
    for (const auto record : answer->child("historyRecordSet").children("item")) history.add(record);
    if (const auto reason = history.reason()) use(reason->kind, reason->message);  // its kind, and EC2's words
    // end of the example
}

void form(HttpClient& http, const std::string& url) {
    // example of adapters/providers/aws/http/form.hpp
    Form form;
    form.add("Action", "DescribeInstances").add("Filter.1.Name", "instance-id");
    http.send({.method = "POST", .url = url, .body = form.encoded()});
    // end of the example
}

bool leaving(Leaving& leaving, Leaving::Clock::time_point time) {
    constexpr bool left = false;
    const auto break_off = [] {};
    // example of adapters/providers/aws/http/leaving.hpp
    leaving.begin();                              // from any thread, once
    if (!leaving.sleep_until(time)) return left;  // cut short: come back
    if (leaving.overdue()) break_off();
    // end of the example
    return true;
}

void http_client(const std::string& form) {
    // example of adapters/providers/aws/http/http_client.hpp
    HttpClient http({.ca_file = ""});
    const auto answer = http.send({.method = "POST", .url = "https://ec2.eu-west-1.amazonaws.com/", .body = form});
    if (!answer) fail(answer.error());  // no complete answer came; answer.error() says why
    // end of the example
}

void sigv4(const Credentials& credentials, const Clock& clock, const std::string& body) {
    // example of adapters/providers/aws/signing/sigv4.hpp
    HttpRequest request{.method = "POST", .url = "https://ec2.eu-west-1.amazonaws.com/", .body = body};
    sign(request, credentials, {"eu-west-1", "ec2"}, clock.now());  // adds x-amz-date, authorization, …
    // end of the example
}

void dry_run_of(Account& account, const LaunchSpec& order, const ReadySpecification& ready) {
    // example of adapters/providers/aws/checks/dry_run.hpp
    auto wrong = dry_run({order, ready, 1}, account.ec2());
    if (wrong && *wrong) fail(**wrong);  // why it would not
    // end of the example
}

void machine_attributes(const AwsResult<XmlAnswer>& answer) {
    // example of adapters/providers/aws/template/machine_attributes.hpp
    MachineAttributes attributes;
    for (const auto item : answer->child("instanceTypeSet").children("item")) attributes.add(item);
    attributes.values(Cpus::cores);  // {ncores: 2, ncpus: 2, nram: 8192}
    // end of the example
}

void fleet_role(Account& account, const LaunchSpecification& spec) {
    // example of adapters/providers/aws/ec2/fleet_role.hpp
    FleetRole role(account.sts());
    if (FleetRole::is_meant(spec.fleet_role)) use(role.arn());
    // end of the example
}

void native_spec(const AwsTemplate& read, const ValueMap& configuration) {
    // example of adapters/providers/aws/template/native_spec.hpp
    const auto native = by_query_names(read.native_spec);  // BlockDeviceMappings is BlockDeviceMapping
    for (const auto& [field, message] : native_conflicts(configuration, native)) use(field, message);
    // end of the example
}

void placeholders(const LaunchSpec& order) {
    // example of adapters/providers/aws/template/placeholders.hpp
    use(filled("worker of {{ request_id }}", {.request_id = "req-1"}));  // "worker of req-1"
    const auto values = placeholder_values(order.configuration, order.request_id, order.template_id);
    // end of the example
}

void volume(const LaunchSpecification& spec) {
    // example of adapters/providers/aws/template/volume.hpp
    for (const auto& volume : spec.volumes) use(volume.device, volume.size_gib);  // "/dev/sdb", 500
    // end of the example
}

void notes_of_units(const LaunchSpecification& spec, const TemplateSpec& tmpl) {
    const auto note = [](const auto& field, const auto& message) { use(field, message); };
    // example of adapters/providers/aws/template/unit_notes.hpp
    for (const auto& [field, message] : unit_notes(spec, tmpl.max_number)) note(field, message);
    // end of the example
}

void block_devices(Form& form, const Volume& root, const Volume& volume) {
    // example of adapters/providers/aws/ec2/block_devices.hpp
    set_volume(form, "LaunchTemplateData.", root, "/dev/xvda");
    add_volume(form, "LaunchTemplateData.", volume);  // at its own device
    // end of the example
}

void network_interfaces(Form& form, const LaunchSpecification& spec) {
    // example of adapters/providers/aws/ec2/network_interfaces.hpp
    add_interfaces(form, "", spec);
    set_groups(form, "", spec.security_groups);
    set_subnet(form, "subnet-1");
    // end of the example
}

void console_output(Account& account, ProviderMachine& machine) {
    // example of adapters/providers/aws/ec2/console_output.hpp
    ConsoleOutput consoles(account.ec2());
    machine.reason += consoles.last_words(machine.id);  // "no init found | Rebooting..", or nothing
    // end of the example
}

}  // namespace
}  // namespace hf::aws
