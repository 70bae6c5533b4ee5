#include "http/wire/target.hpp"

#include <fmt/format.h>

#include "core/text/utf8.hpp"

namespace hf::http {
namespace {

constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

tl::expected<std::string, std::string> decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_blank) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return tl::make_unexpected(
                    fmt::format("\"{}\" has a % without two hexadecimal digits", shortened(with_valid_utf8(text))));
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (!is_utf8(out)) return tl::make_unexpected(fmt::format("\"{}\" is no UTF-8", shortened(with_valid_utf8(out))));
    return out;
}

}  // namespace

tl::expected<std::vector<std::string>, std::string> segments_of(std::string_view path) {
    if (!path.starts_with('/')) return tl::make_unexpected("the target of a request is a path that begins with /");
    std::vector<std::string> segments;
    path.remove_prefix(1);
    while (!path.empty()) {
        const auto end = path.find('/');
        auto segment = decoded(path.substr(0, end), false);
        if (!segment) return tl::make_unexpected(std::move(segment.error()));
        if (segment->empty() || *segment == "." || *segment == "..")
            return tl::make_unexpected("a path has no empty segments, and neither . nor ..");
        segments.push_back(std::move(*segment));
        if (end == std::string_view::npos) break;
        path.remove_prefix(end + 1);
    }
    return segments;
}

tl::expected<Parameters, std::string> parameters_of(std::string_view query) {
    Parameters parameters;
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto each = query.substr(0, end);
        if (!each.empty()) {
            const auto equals = each.find('=');
            auto name = decoded(each.substr(0, equals), true);
            auto value = decoded(equals == std::string_view::npos ? std::string_view{} : each.substr(equals + 1), true);
            if (!name) return tl::make_unexpected(std::move(name.error()));
            if (!value) return tl::make_unexpected(std::move(value.error()));
            parameters.emplace_back(std::move(*name), std::move(*value));
        }
        if (end == std::string_view::npos) break;
        query.remove_prefix(end + 1);
    }
    return parameters;
}

std::string encoded_segment(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (unreserved.find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

}  // namespace hf::http
