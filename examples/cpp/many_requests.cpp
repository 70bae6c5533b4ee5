// many_requests TEMPLATE_ID: asks for a hundred machines with one request each, all at once, and
// cancels the requests again.
//
// The daemon is found as hostfactoryctl finds it (client/site.hpp).
#include <fmt/format.h>

#include <atomic>
#include <latch>
#include <vector>

#include "client/async_client.hpp"
#include "core/catalogue.hpp"

namespace {

constexpr int many = 100;

int fail(const std::string& why) {
    fmt::print(stderr, "many_requests: {}\n", why);
    return 1;
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) return fail("usage: many_requests TEMPLATE_ID");
    const auto site = hf::find_site(std::nullopt);
    if (!site) return fail(site.error());
    hf::AsyncClient client(site->endpoints);

    hf::CreateRequest command;
    command.template_id = {words[1]};
    command.machine_count = 1;
    std::vector<std::future<hf::Called<hf::RequestAccepted>>> answers;
    for (int i = 0; i < many; ++i) answers.push_back(client.send(command));

    std::vector<hf::RequestId> made;
    std::string why;
    for (auto& answer : answers) {
        const auto accepted = answer.get();
        if (accepted)
            made.push_back(accepted->result.request_id);
        else
            why = accepted.error().error.message;
    }
    fmt::print("{} of {} requests accepted\n", made.size(), many);

    // The same with callbacks, which run in the client's thread.
    std::atomic<int> cancelled = 0;
    std::latch answered(static_cast<std::ptrdiff_t>(made.size()));
    for (const auto& request_id : made)
        client.send(hf::CancelRequest{request_id, "an example"}, [&](const hf::Called<hf::Done>& done) {
            // A request that already has its machine cannot be cancelled.
            if (done) ++cancelled;
            answered.count_down();
        });
    answered.wait();
    fmt::print("{} of them called off\n", cancelled.load());
    return why.empty() ? 0 : fail(why);
}
