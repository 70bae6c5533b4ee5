#include "adapters/providers/aws/http/http_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "core/threads/mutex.hpp"

namespace hf::aws {
namespace {

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void initialise_once() {
    static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (result != CURLE_OK) throw std::runtime_error("libcurl can't be initialised");
}

struct Receiving {
    HttpResponse response;
    std::size_t most{};
    bool too_large = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* target) {
    auto& receiving = *static_cast<Receiving*>(target);
    if (receiving.response.body.size() + size > receiving.most) {
        receiving.too_large = true;
        return 0;
    }
    receiving.response.body.append(data, size);
    return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* target) {
    auto& headers = static_cast<Receiving*>(target)->response.headers;
    const std::string_view line(data, size);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto value = line.substr(colon + 1);
    const auto first = value.find_first_not_of(" \t");
    const auto last = value.find_last_not_of(" \t\r\n");
    headers[name] = first == std::string_view::npos || last == std::string_view::npos
                        ? std::string{}
                        : std::string(value.substr(first, last - first + 1));
    return size;
}

// True if the request cannot have been sent.
bool before_sending(CURLcode code) {
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_COULDNT_CONNECT ||
           code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_URL_MALFORMAT ||
           code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_SSL_CACERT_BADFILE;
}

// libcurl calls it once a second at least; anything but 0 ends the request.
int go_on(void* leaving, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const Leaving*>(leaving)->overdue() ? 1 : 0;
}

void set_up(CURL* easy, const HttpRequest& request, const HttpSettings& settings, const curl_slist* headers) {
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    if (!settings.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, settings.ca_file.c_str());
    if (request.once) curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    if (request.direct) curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (request.method == "POST" || !request.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
    }
    if (request.method != "POST") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

HeaderList list_of(const HttpHeaders& headers) {
    HeaderList list(nullptr, &curl_slist_free_all);
    const auto add = [&](const std::string& line) {
        auto* longer = curl_slist_append(list.get(), line.c_str());
        if (!longer) throw std::bad_alloc();
        static_cast<void>(list.release());
        list.reset(longer);
    };
    // With an Expect header, a server that does not know it would answer a second late.
    add("Expect:");
    for (const auto& [name, value] : headers) add(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
    return list;
}

}  // namespace

// Keeps handles with their open connections; each is used by one thread at a time.
class HttpClient::Connections {
public:
    Easy take() {
        {
            const MutexLock lock(mutex_);
            if (!idle_.empty()) {
                auto easy = std::move(idle_.back());
                idle_.pop_back();
                return easy;
            }
        }
        Easy easy(curl_easy_init(), &curl_easy_cleanup);
        if (!easy) throw std::bad_alloc();
        return easy;
    }
    void give_back(Easy easy) {
        // A reset forgets the request and keeps the connection.
        curl_easy_reset(easy.get());
        const MutexLock lock(mutex_);
        idle_.push_back(std::move(easy));
    }

private:
    Mutex mutex_;
    std::vector<Easy> idle_ GUARDED_BY(mutex_);
};

HttpClient::HttpClient(HttpSettings settings)
    : settings_(std::move(settings)), connections_(std::make_unique<Connections>()) {
    initialise_once();
}

HttpClient::~HttpClient() = default;

HttpResult HttpClient::send(const HttpRequest& request) {
    auto easy = connections_->take();
    Receiving receiving;
    receiving.most = settings_.response_bytes;
    const auto headers = list_of(request.headers);
    char reason[CURL_ERROR_SIZE] = "";
    set_up(easy.get(), request, settings_, headers.get());
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &receiving);
    curl_easy_setopt(easy.get(), CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(easy.get(), CURLOPT_HEADERDATA, &receiving);
    curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &go_on);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &leaving_);
    const auto code = curl_easy_perform(easy.get());
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    connections_->give_back(std::move(easy));
    if (receiving.too_large)
        return tl::make_unexpected(HttpFailure{fmt::format("the answer is larger than {} bytes", receiving.most)});
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return tl::make_unexpected(HttpFailure{"was left without an answer, since the daemon ends"});
    if (code != CURLE_OK) {
        const auto* words = reason[0] != '\0' ? reason : curl_easy_strerror(code);
        return tl::make_unexpected(HttpFailure{words, !before_sending(code)});
    }
    receiving.response.status = static_cast<int>(status);
    return std::move(receiving.response);
}

}  // namespace hf::aws
