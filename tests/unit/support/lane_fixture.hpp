// LaneTest: a site whose lanes run on virtual time, with a provider in memory, which can be stopped and started again.
#pragma once

#include "core/commands/audit_provider.hpp"
#include "core/commands/check_provider.hpp"
#include "core/commands/disable_provider.hpp"
#include "core/commands/enable_provider.hpp"
#include "core/commands/register_provider.hpp"
#include "core/commands/start_machines.hpp"
#include "core/commands/stop_machines.hpp"
#include "core/commands/validate_template.hpp"
#include "tests/unit/support/in_memory_provider.hpp"
#include "tests/unit/support/virtual_site.hpp"

namespace hf::testing {

class LaneTest : public ::testing::Test {
protected:
    explicit LaneTest(Site at = {}) : site(std::move(at)) {
        site.connect("local", cloud);
        site.start();
    }

    template <class C>
    void tell(C command) {
        EXPECT_TRUE(site.tell(std::move(command)).accepted);
    }
    std::string ask_for(std::uint32_t count, const std::string& template_id = "small") {
        return accepted(site.tell(create_request(count, template_id)));
    }
    std::string accepted(const CommandOutcome& outcome) const {
        EXPECT_TRUE(outcome.accepted);
        RequestAccepted accepted;
        EXPECT_FALSE(site.codec.decode(outcome.payload, accepted));
        return accepted.request_id.value;
    }
    void give_back(const std::string& request_id, bool force = false) {
        ReturnMachines all;
        all.request_id = RequestId{request_id};
        all.force = force;
        tell(std::move(all));
    }
    const Request& request(const std::string& id) const { return *site.state().find(RequestId{id}); }
    const Machine& the(const MachineId& id) const { return *site.state().find(id); }
    const Template& small() const { return *site.state().find(TemplateId{"small"}); }
    const ProviderAggregate& provider(const std::string& name = "local") const {
        return *site.state().find(ProviderName{name});
    }
    void restart() {
        site.stop();
        site.start();
    }
    void set_orphans(OrphanPolicy policy) {
        site.settings.orphans = policy;
        restart();
    }
    // One that begins after this call. The first is the sweep that a start makes, too.
    Audit audit() {
        tell(AuditProvider{{"local"}});
        wait_until("an audit", [&] { return !provider().auditing(); });
        return provider().audit.value_or({});
    }
    std::size_t live_in_the_books() const { return site.state().live_machines().size(); }

    template <class Condition>
    void wait_until(const char* what, Condition condition) {
        ASSERT_TRUE(site.run_until(condition)) << "never: " << what;
    }
    void wait_for(const std::string& id, RequestStatus status) {
        wait_until("the request's status", [&] { return request(id).status == status; });
    }

    std::shared_ptr<InMemoryProvider> cloud = std::make_shared<InMemoryProvider>();
    VirtualSite site;
};

}  // namespace hf::testing
