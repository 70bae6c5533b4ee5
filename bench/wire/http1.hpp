// HTTP/1.1 as a client's bytes, for responses that have a Content-Length.
//
//     send(http1::request("GET", "/api/v1/requests/req-1", {}, ""));
//     while (auto response = http1::take_response(input)) use(response->status, response->body);
//
// take_response() removes a response from the front of the input once all of it is there, and throws
// std::runtime_error at what is none, or has no length.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace hf::bench::http1 {

// `headers` are whole lines without their ends. A body is JSON.
std::string request(std::string_view method, std::string_view path, std::initializer_list<std::string_view> headers,
                    std::string_view body);

struct Response {
    unsigned status = 0;
    std::string_view body;
};

std::optional<Response> take_response(std::string_view& input);

}  // namespace hf::bench::http1
