#include "http/who/oidc/key_document.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <stdexcept>

namespace hf::http {
namespace {

constexpr std::size_t largest_document = 256 * 1024;
constexpr long longest_fetch_ms = 10'000;
constexpr long longest_connecting_ms = 5'000;

struct Received {
    std::string text;
    bool too_large = false;
};

std::size_t take_piece(char* data, std::size_t, std::size_t size, void* target) {
    auto& received = *static_cast<Received*>(target);
    received.too_large = received.text.size() + size > largest_document;
    if (received.too_large) return 0;
    received.text.append(data, size);
    return size;
}

// libcurl calls it once a second at least; anything but 0 ends the transfer.
int look_whether_leaving(void* leaving, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<const std::atomic<bool>*>(leaving) ? 1 : 0;
}

void prepare_libcurl() {
    static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (result != CURLE_OK) throw std::runtime_error("libcurl can't be initialised");
}

}  // namespace

tl::expected<std::string, std::string> fetch_key_document(const std::string& url,
                                                          const std::optional<std::string>& ca_file,
                                                          const std::atomic<bool>& leaving) {
    prepare_libcurl();
    const auto failed = [&](std::string_view why) { return tl::make_unexpected(fmt::format("{}: {}", url, why)); };
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(), &curl_easy_cleanup);
    if (!easy) return failed("libcurl has no memory");
    Received received;
    char reason[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_CONNECTTIMEOUT_MS, longest_connecting_ms);
    curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, longest_fetch_ms);
    curl_easy_setopt(easy.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (ca_file) curl_easy_setopt(easy.get(), CURLOPT_CAINFO, ca_file->c_str());
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &take_piece);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &look_whether_leaving);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &leaving);
    const auto code = curl_easy_perform(easy.get());
    if (received.too_large) return failed(fmt::format("it has more than {} bytes", largest_document));
    if (code != CURLE_OK) return failed(reason[0] != '\0' ? reason : curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) return failed(fmt::format("it answers {}", status));
    return std::move(received.text);
}

}  // namespace hf::http
