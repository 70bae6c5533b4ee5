// first_request TEMPLATE_ID COUNT: asks for machines, follows the request's events, lists its machines.
//
// The daemon is found as hostfactoryctl finds it (client/site.hpp).
#include <fmt/format.h>

#include <cstdlib>

#include "client/client.hpp"
#include "client/subscriber.hpp"
#include "core/catalogue.hpp"
#include "core/messages/rfc3339.hpp"

namespace {

int fail(const std::string& why) {
    fmt::print(stderr, "first_request: {}\n", why);
    return 1;
}

int fail(const hf::CallFailure& failure) {
    return fail(fmt::format("{}: {}", hf::name_of(failure.error.code), failure.error.message));
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) return fail("usage: first_request TEMPLATE_ID COUNT");
    const auto site = hf::find_site(std::nullopt);
    if (!site) return fail(site.error());
    hf::Client client(site->endpoints);

    hf::CreateRequest command;
    command.template_id = {words[1]};
    command.machine_count = static_cast<std::uint32_t>(std::atoi(words[2]));
    const auto accepted = client.command(command);
    if (!accepted) return fail(accepted.error());
    const auto request_id = accepted->result.request_id;

    // The feed shows when something happens, a query shows what. The feed begins before the
    // answer's position, so that nothing is missed.
    hf::Subscriber feed(site->endpoints, {.after = accepted->position - 1});
    for (bool open = true; open;) {
        const auto event = feed.next(std::chrono::seconds(1));
        if (!event) return fail(event.error());
        if (!*event || (*event)->stream != request_id.value) continue;
        fmt::print("{} {} {}\n", (*event)->position, hf::rfc3339((*event)->time), (*event)->type);
        const auto request = client.query(hf::GetRequest{request_id});
        if (!request) return fail(request.error());
        // The answer may be ahead of the feed: then more events follow.
        open = request->result.open() || (*event)->stream_version < request->result.version;
    }

    hf::ListMachines of_the_request;
    of_the_request.request_id = request_id;
    const auto machines = client.query(of_the_request);
    if (!machines) return fail(machines.error());
    for (const auto& machine : machines->result.items)
        fmt::print("{} {} {} {}\n", machine.spec.machine_id, machine.spec.name, hf::name_of(machine.status),
                   machine.spec.private_ip);
}
