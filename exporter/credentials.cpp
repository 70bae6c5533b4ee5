#include "exporter/credentials.hpp"

#include <fmt/format.h>

#include "adapters/system/secret_file.hpp"

namespace hf::exporter {
namespace {

tl::expected<AccessToken, std::string> read_token(const std::string& path) {
    auto text = read_secret_file(path);
    if (!text) return tl::make_unexpected(std::move(text.error()));
    return AccessToken::parse(std::move(*text)).map_error([&](const std::string& fault) {
        return fmt::format("{}: {}", path, fault);
    });
}

}  // namespace

tl::expected<void, std::string> Credentials::read() {
    std::optional<AccessToken> token;
    Certificate certificate;
    if (files_.token_file) {
        auto found = read_token(*files_.token_file);
        if (!found) return tl::make_unexpected(std::move(found.error()));
        token = std::move(*found);
    }
    if (files_.tls_cert && files_.tls_key) {
        auto found = read_certificate(*files_.tls_cert, *files_.tls_key);
        if (!found) return tl::make_unexpected(std::move(found.error()));
        certificate = std::move(*found);
    }
    const MutexLock lock(mutex_);
    token_ = std::move(token);
    certificate_ = std::move(certificate);
    return {};
}

bool Credentials::admit(std::string_view authorization) const {
    if (!has_token()) return true;
    const MutexLock lock(mutex_);
    return token_ && token_->is_in(authorization);
}

Certificate Credentials::certificate() const {
    const MutexLock lock(mutex_);
    return certificate_;
}

}  // namespace hf::exporter
