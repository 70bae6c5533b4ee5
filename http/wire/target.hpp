// The target of a request: the segments of its path and the parameters of its query, decoded.
//
//     segments_of("/api/v1/machines/i%2F1");      // {"api", "v1", "machines", "i/1"}
//     parameters_of("status=running&limit=10");   // {{"status", "running"}, {"limit", "10"}}
//     encoded_segment("i/1");                     // "i%2F1"
//
// Pure; any thread may call these. What cannot be decoded is an error, in words for people.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace hf::http {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// A segment is decoded after the path is cut, so an encoded slash is part of a name. "." and ".." are refused: what
// stands between may have resolved them, and no name is one.
tl::expected<std::vector<std::string>, std::string> segments_of(std::string_view path);

// In a query "+" is a blank, as forms write it.
tl::expected<Parameters, std::string> parameters_of(std::string_view query);

std::string encoded_segment(std::string_view text);

}  // namespace hf::http
