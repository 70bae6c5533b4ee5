#include "adapters/providers/aws/api/service.hpp"

#include <fmt/format.h>

namespace hf::aws {
namespace {

Service service(const std::string& name, const std::string& version, const std::string& region,
                const std::string& endpoint) {
    const auto* domain = region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    auto url = endpoint.empty() ? fmt::format("https://{}.{}.{}", name, region, domain) : endpoint;
    if (!url.ends_with('/')) url += '/';
    return {name, version, region, std::move(url)};
}

}  // namespace

Service ec2_service(const std::string& region, const std::string& endpoint) {
    return service("ec2", "2016-11-15", region, endpoint);
}
Service auto_scaling_service(const std::string& region, const std::string& endpoint) {
    return service("autoscaling", "2011-01-01", region, endpoint);
}
Service sts_service(const std::string& region, const std::string& endpoint) {
    return service("sts", "2011-06-15", region, endpoint);
}
Service ssm_service(const std::string& region, const std::string& endpoint) {
    return service("ssm", "", region, endpoint);
}

bool on_this_host(const std::string& url) {
    for (const std::string_view start : {"http://127.0.0.1", "http://localhost", "http://[::1]"})
        if (url.starts_with(start) &&
            (url.size() == start.size() || url[start.size()] == ':' || url[start.size()] == '/'))
            return true;
    return false;
}

}  // namespace hf::aws
