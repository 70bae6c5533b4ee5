// Calls: which path and method of ORB's API stand for what. Each call reads what it is given, asks the daemon, and
// answers through its errand.
//
//     const std::vector<std::string> segments{"requests", "req-1", "status"};
//     const auto found = find_call("GET", segments);
//     if (found.call) found.call({request, found.names, errand});
//
// Any thread may use it.
#pragma once

#include <span>
#include <string_view>

#include "http/orb/visit.hpp"

namespace hf::http::orb {

using Call = void (*)(const Visit& visit);

struct FoundCall {
    Call call = nullptr;  // null: there is none
    std::vector<std::string> names{};
    std::vector<std::string_view> allowed{};  // the methods that the path has, if it has any
};

// `segments`: those below /api/v1.
[[nodiscard]] FoundCall find_call(std::string_view method, std::span<const std::string> segments);

void list_templates(const Visit& visit);
void refresh_templates(const Visit& visit);
void validate_template(const Visit& visit);
void create_template(const Visit& visit);
void get_template(const Visit& visit);
void update_template(const Visit& visit);
void delete_template(const Visit& visit);

void request_machines(const Visit& visit);
void return_machines(const Visit& visit);
void list_machines(const Visit& visit);
void get_machine(const Visit& visit);
void get_machine_status(const Visit& visit);

void list_requests(const Visit& visit);
void list_returns(const Visit& visit);
void get_request(const Visit& visit);
void get_requests(const Visit& visit);
void cancel_request(const Visit& visit);
void stream_request(const Visit& visit);

}  // namespace hf::http::orb
