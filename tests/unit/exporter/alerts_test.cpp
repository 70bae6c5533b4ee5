// The alerts of docs/OPERATIONS.md ask for metrics that there are.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "exporter/metrics.hpp"
#include "tests/support/places.hpp"
#include "tests/unit/exporter/story.hpp"

namespace hf::exporter {
namespace {

using namespace hf::testing;

std::string alerts() {
    // Facts have a function of the same name.
    std::string (*const path_of)(const std::string&) = &source;
    std::stringstream text;
    text << std::ifstream(path_of("docs/OPERATIONS.md")).rdbuf();
    const auto all = text.str();
    const auto begin = all.find("groups:\n  - name: hostfactory");
    if (begin == std::string::npos) throw std::logic_error("there are no alerts");
    return all.substr(begin, all.find("```", begin) - begin);
}

std::set<std::string> metrics_in(const std::string& rules) {
    const std::regex name("hostfactory_[a-z_]+");
    std::set<std::string> names;
    for (auto found = std::sregex_iterator(rules.begin(), rules.end(), name); found != std::sregex_iterator(); ++found)
        names.insert(std::regex_replace(found->str(), std::regex("_bucket$"), ""));
    return names;
}

std::string every_metric() {
    Story story;
    story.tell({provider_registered(), request_created("req-1", 2), request_started("req-1"),
                launch_requested("req-1", 2), machine_launched("req-1", "m-1"), launch_failed("req-1", 2, 1)});
    BoardStatus standing;
    standing.up = standing.ready = standing.complete = true;
    std::optional<DaemonAnswer> daemon(std::in_place);
    daemon->statistics.providers["local"];
    auto& store = daemon->status.counters["store"];
    for (const auto* what : {"free_bytes", "min_free_bytes", "short_of_room", "refused_for_room", "log_bytes",
                             "oldest_reader_s", "last_backup_s", "damaged_rows"})
        store[what] = 1;
    const std::string history = "store-1";
    return as_text(metrics_of({story.view(), daemon, history, standing}));
}

TEST(Alerts, AskForMetricsThatThereAre) {
    const auto asked = metrics_in(alerts());
    const auto told = every_metric();
    EXPECT_GT(asked.size(), 10U);
    for (const auto& name : asked) EXPECT_NE(told.find("# TYPE " + name + " "), std::string::npos) << name;
}

}  // namespace
}  // namespace hf::exporter
