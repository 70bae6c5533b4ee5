// Fetches an issuer's keys from its URL: a GET with bounds of time and size and no redirects, to a verified host.
//
//     const std::atomic<bool> leaving = false;
//     const auto text = fetch_key_document("https://id.example.org/keys", {}, leaving);
//     if (!text) log(text.error());  // "https://id.example.org/keys: it answers 503"
//
// Any thread may call it, and is held for ten seconds at most, or about one once `leaving` is set. Errors: in words.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace hf::http {

// `ca_file`: whose certificates count; none: those that the host trusts.
tl::expected<std::string, std::string> fetch_key_document(const std::string& url,
                                                          const std::optional<std::string>& ca_file,
                                                          const std::atomic<bool>& leaving);

}  // namespace hf::http
