// CrossOrigin: pages of other origins that may use the gateway, and what a browser wants to hear before it lets them
// (CORS). Without origins no header of it is ever sent.
//
//     const CrossOrigin pages({"https://portal.example.org"});
//     if (const auto answer = pages.preflight(request)) return respond(*answer);
//     pages.add_headers(request, response);
//
// A page is known by its credentials in a header and never by a cookie or by the browser's certificate, so credentials
// of the browser's are never admitted. Pure; any thread may call it.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "http/wire/exchange.hpp"

namespace hf::http {

class CrossOrigin {
public:
    CrossOrigin() = default;
    explicit CrossOrigin(std::vector<std::string> origins) : origins_(std::move(origins)) {}

    // The origin as it is compared: "https://portal.example.org" or with a port. An asterisk is none.
    static tl::expected<std::string, std::string> parse(const std::string& text);

    [[nodiscard]] bool admits_any() const { return !origins_.empty(); }
    // The answer to what a browser asks before it sends a page's request; nothing for any other request.
    [[nodiscard]] std::optional<Response> preflight(const Request& request) const;
    void add_headers(const Request& request, Response& response) const { add_headers(origin_of(request), response); }
    // `origin`: that of the request, if it is one of these; else null.
    void add_headers(const std::string* origin, Response& response) const;
    // One of these, or null.
    [[nodiscard]] const std::string* origin_of(const Request& request) const;

private:
    std::vector<std::string> origins_;
};

}  // namespace hf::http
