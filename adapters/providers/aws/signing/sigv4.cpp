#include "adapters/providers/aws/signing/sigv4.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>

#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/signing/digest.hpp"

namespace hf::aws {
namespace {

struct UrlParts {
    std::string host;
    std::string path;
    std::string query;
};

UrlParts parts_of(const std::string& url) {
    const auto scheme = url.find("://");
    const auto host = scheme == std::string::npos ? 0 : scheme + 3;
    const auto path = std::min(url.find_first_of("/?", host), url.size());
    const auto question = std::min(url.find('?', path), url.size());
    UrlParts parts{url.substr(host, path - host), url.substr(path, question - path), {}};
    if (question < url.size()) parts.query = url.substr(question + 1);
    if (parts.path.empty()) parts.path = "/";
    return parts;
}

std::string canonical_query(const std::string& query) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < query.size();) {
        const auto end = std::min(query.find('&', at), query.size());
        auto part = query.substr(at, end - at);
        if (part.find('=') == std::string::npos) part += '=';
        parts.push_back(std::move(part));
        at = end + 1;
    }
    std::sort(parts.begin(), parts.end());
    return fmt::format("{}", fmt::join(parts, "&"));
}

std::string small_letters(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// Reduces each run of blanks to one, and removes those at the ends.
std::string one_blank(std::string_view text) {
    std::string result;
    for (const char c : text)
        if (c != ' ' || (!result.empty() && result.back() != ' ')) result += c;
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

// Formats a time as "20150830T123600Z".
std::string amz_date(Timestamp now) {
    using namespace std::chrono;
    const sys_time<microseconds> at{microseconds{now.microseconds}};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(at - day)};
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
}

}  // namespace

void sign(HttpRequest& request, const Credentials& credentials, const SigningScope& scope, Timestamp now) {
    const auto url = parts_of(request.url);
    const auto date = amz_date(now);
    request.headers.emplace_back("x-amz-date", date);
    if (!credentials.session_token.empty())
        request.headers.emplace_back("x-amz-security-token", credentials.session_token);

    std::map<std::string, std::string> signed_headers{{"host", url.host}};
    for (const auto& [name, value] : request.headers) signed_headers[small_letters(name)] = one_blank(value);
    std::string header_lines;
    std::string names;
    for (const auto& [name, value] : signed_headers) {
        header_lines += fmt::format("{}:{}\n", name, value);
        names += (names.empty() ? "" : ";") + name;
    }
    const auto canonical = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, percent_encoded(url.path, "/%"),
                                       canonical_query(url.query), header_lines, names, hex(sha256(request.body)));
    const auto day = date.substr(0, 8);
    const auto where = fmt::format("{}/{}/{}/aws4_request", day, scope.region, scope.service);
    const auto to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", date, where, hex(sha256(canonical)));

    auto key = hmac_sha256("AWS4" + credentials.secret_access_key, day);
    key = hmac_sha256(key, scope.region);
    key = hmac_sha256(key, scope.service);
    key = hmac_sha256(key, "aws4_request");
    request.headers.emplace_back("authorization",
                                 fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                             credentials.access_key_id, where, names, hex(hmac_sha256(key, to_sign))));
}

}  // namespace hf::aws
