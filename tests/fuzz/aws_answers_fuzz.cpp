// Any answers of AWS to the calls of one operation: the operation succeeds with machines that the core can take, or it
// fails with words.
//
// An input is two bytes for the operation and the answers, each from a line "==== 200" (its status) on. "{action}" in
// an answer stands for the action of the call.
#include <fmt/format.h>

#include "adapters/providers/aws/aws_provider.hpp"
#include "adapters/providers/aws/aws_type.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/support/bytes.hpp"
#include "tests/fuzz/support/choice.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

using namespace aws;

constexpr std::size_t most_calls = 12;
constexpr std::string_view mark = "==== ";

std::string parameter(const HttpRequest& request, std::string_view name) {
    const auto key = fmt::format("{}=", name);
    auto at = request.body.find(key);
    if (at == std::string::npos) return "GetParameter";
    at += key.size();
    return request.body.substr(at, request.body.find('&', at) - at);
}

// Gives the answers of an input one after another, and after the last one the first again.
class Answers final : public HttpClient {
public:
    explicit Answers(std::string_view input) : HttpClient({}) {
        for (auto at = input.find(mark); at != std::string_view::npos;) {
            const auto next = input.find(mark, at + mark.size());
            answers_.push_back(input.substr(at + mark.size(), next - at - mark.size()));
            at = next;
        }
    }

    HttpResult send(const HttpRequest& request) override {
        // An operation that asks on and on is refused in the end.
        if (answers_.empty() || calls_ == most_calls)
            return HttpResponse{400, {}, "<Error><Code>UnauthorizedOperation</Code></Error>"};
        const auto answer = answers_[calls_++ % answers_.size()];
        HttpResponse response;
        response.status = answer.starts_with("4") ? 400 : 200;
        response.body = answer.substr(std::min(answer.find('\n'), answer.size() - 1) + 1);
        constexpr std::string_view action = "{action}";
        for (auto at = response.body.find(action); at != std::string::npos; at = response.body.find(action))
            response.body.replace(at, action.size(), parameter(request, "Action"));
        return response;
    }

private:
    std::vector<std::string_view> answers_;
    std::size_t calls_ = 0;
};

void check(const ProviderError& error) { require(is_utf8(error.message), "an error has words"); }

void check(const std::vector<ProviderMachine>& machines) {
    for (const auto& machine : machines) {
        require(!machine.id.empty(), "a machine has an id");
        for (const auto& text : {machine.id, machine.token, machine.name, machine.reason, machine.private_ip,
                                 machine.public_ip, machine.instance_type})
            require(is_utf8(text), "what is said of a machine is text");
    }
}

template <class T>
void check(const ProviderResult<T>& result) {
    if (!result) return check(result.error());
    if constexpr (std::is_same_v<T, std::vector<ProviderMachine>>) check(*result);
}

LaunchSpec order_of(const std::string& api) {
    LaunchSpec order;
    order.token = "token-1";
    order.site = "site-1";
    order.count = 2;
    order.repeated = false;
    order.provider_api = api;
    order.price_type = "ondemand";
    order.configuration = {{"imageId", "/aws/service/image"},
                           {"vmType", "t3.micro"},
                           {"subnetId", "subnet-1"},
                           {"rootDeviceVolumeSize", 20},
                           {"fleetRole", "arn:aws:iam::123456789012:role/fleets"}};
    return order;
}

using Operation = std::function<void(AwsProvider&)>;

std::vector<std::pair<std::string, Operation>> operations() {
    static const std::vector<std::string> ids{"i-1", "i-2"};
    std::vector<std::pair<std::string, Operation>> all{
        {"describe", [](auto& provider) { check(provider.describe(ids)); }},
        {"list", [](auto& provider) { check(provider.list("site-1")); }},
        {"terminate", [](auto& provider) { check(provider.terminate(ids, Ending::graceful)); }},
        {"stop", [](auto& provider) { check(provider.stop(ids)); }},
        {"health", [](auto& provider) { check(provider.health()); }}};
    for (const auto& api : AwsType().capabilities().provider_apis) {
        all.emplace_back("launch " + api, [api](auto& provider) {
            const auto launched = provider.launch(order_of(api));
            check(launched.machines);
            if (launched.error) check(*launched.error);
        });
        all.emplace_back("validate " + api, [api](auto& provider) {
            TemplateSpec spec;
            spec.provider_api = api;
            spec.configuration = order_of(api).configuration;
            check(provider.validate(spec));
        });
    }
    return all;
}

const Operation& chosen_operation(Bytes& bytes) {
    static const auto all = operations();
    static const Choice choose([&] {
        std::vector<std::string_view> names;
        for (const auto& [name, operation] : all) names.push_back(name);
        return names;
    }());
    return all[choose(bytes.number(2))].second;
}

AwsConfig config() {
    AwsConfig config;
    config.access_key_id = SecretReference{"env:HF_FUZZ_KEY_ID"};
    config.secret_access_key = SecretReference{"env:HF_FUZZ_KEY"};
    config.settle_ms = 0;
    config.gather_s = 0;
    config.missing_s = 0;
    return config;
}

void feed(std::string_view input) {
    ::setenv("HF_FUZZ_KEY_ID", "AKIDEXAMPLE", 0);
    ::setenv("HF_FUZZ_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", 0);
    Bytes bytes(input);
    const auto& operation = chosen_operation(bytes);
    AwsProvider provider(std::make_unique<Account>(config(), "us-east-1", aws::Environment::of_this_process(),
                                                   std::make_unique<Answers>(bytes.text(input.size()))),
                         config());
    operation(provider);
}

const FuzzTarget target("aws_answers", feed);

}  // namespace
}  // namespace hf::fuzz
