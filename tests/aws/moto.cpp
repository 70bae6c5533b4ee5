#include "tests/aws/moto.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "tests/support/places.hpp"

namespace hf::aws::testing {
namespace {

using namespace std::chrono_literals;

int free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(probe, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no free port");
    ::close(probe);
    return ntohs(address.sin_port);
}

pid_t spawn(const std::string& program, const std::string& port) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::string arguments[] = {program, "-H", "127.0.0.1", "-p", port};
    std::vector<char*> pointers;
    for (auto& each : arguments) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    pid_t pid = -1;
    const int error = posix_spawn(&pid, program.c_str(), &files, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw std::runtime_error(fmt::format("can't start {}; `./dev moto` installs it", program));
    return pid;
}

}  // namespace

AwsConfig config_for(const std::string& url) {
    ::setenv("HF_TEST_KEY_ID", "AKIDEXAMPLE", 1);
    ::setenv("HF_TEST_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", 1);
    AwsConfig config;
    config.region = "us-east-1";
    config.access_key_id = SecretReference{"env:HF_TEST_KEY_ID"};
    config.secret_access_key = SecretReference{"env:HF_TEST_KEY"};
    config.ec2_endpoint = url;
    config.autoscaling_endpoint = url;
    config.ssm_endpoint = url;
    config.sts_endpoint = url;
    config.settle_ms = 100;
    config.missing_s = 1;
    config.gather_s = 10;
    return config;
}

Moto& shared_moto() {
    static Moto one;
    return one;
}

Moto::Moto() {
    const auto port = std::to_string(free_port());
    url_ = "http://127.0.0.1:" + port;
    pid_ = spawn(hf::testing::source("build/moto/bin/moto_server"), port);
    auto config = config_for(url_);
    account_ = std::move(*Account::open(config, Environment::of_this_process()));
    const auto deadline = std::chrono::steady_clock::now() + 240s;
    while (!account_->ec2().query("DescribeAvailabilityZones", {})) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("moto does not answer");
        std::this_thread::sleep_for(50ms);
    }
}

Moto::~Moto() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

std::set<std::string> Moto::instances(const std::set<std::string>& states) {
    std::set<std::string> ids;
    const auto all = ec2().pages("DescribeInstances", {}, [&](const XmlAnswer& page) {
        for (const auto reservation : page.child("reservationSet").children("item"))
            for (const auto instance : reservation.child("instancesSet").children("item"))
                if (states.empty() || states.count(instance.child("instanceState").child_value("name")) > 0)
                    ids.insert(instance.child_value("instanceId"));
    });
    if (!all) throw std::runtime_error(provider_error(all.error()).message);
    return ids;
}

std::string Moto::tag_of(const std::string& instance, const std::string& key) {
    const auto answer = ec2().query("DescribeTags", Form()
                                                        .add("Filter.1.Name", "resource-id")
                                                        .add("Filter.1.Value.1", instance)
                                                        .add("Filter.2.Name", "key")
                                                        .add("Filter.2.Value.1", key));
    return answer ? answer->child("tagSet").child("item").child_value("value") : std::string{};
}

std::size_t Moto::leftovers() {
    const auto templates = ec2().query("DescribeLaunchTemplates", {});
    const auto groups = account_->auto_scaling().query("DescribeAutoScalingGroups", {});
    const auto fleets = ec2().query("DescribeFleets", {});
    const auto spot_fleets = ec2().query("DescribeSpotFleetRequests", {});
    if (!templates || !groups || !fleets || !spot_fleets) throw std::runtime_error("moto does not tell what it has");
    std::size_t count = 0;
    for ([[maybe_unused]] const auto item : templates->child("launchTemplates").children("item")) ++count;
    const auto told = groups->child("DescribeAutoScalingGroupsResult").child("AutoScalingGroups");
    for ([[maybe_unused]] const auto item : told.children("member")) ++count;
    for (const auto item : fleets->child("fleetSet").children("item"))
        if (std::string_view(item.child_value("type")) != "instant" &&
            !std::string_view(item.child_value("fleetState")).starts_with("deleted"))
            ++count;
    for (const auto item : spot_fleets->child("spotFleetRequestConfigSet").children("item"))
        if (!std::string_view(item.child_value("spotFleetRequestState")).starts_with("cancelled")) ++count;
    return count;
}

std::string Moto::image() {
    // Moto takes seconds to write down all of its images; Canonical has two of them.
    const auto answer = ec2().query("DescribeImages", Form().add("Owner.1", "099720109477"));
    return answer ? answer->child("imagesSet").child("item").child_value("imageId") : std::string{};
}

std::vector<std::string> Moto::subnets() {
    std::vector<std::string> ids;
    const auto answer = ec2().query("DescribeSubnets", {});
    if (answer)
        for (const auto item : answer->child("subnetSet").children("item"))
            ids.emplace_back(item.child_value("subnetId"));
    return ids;
}

}  // namespace hf::aws::testing
