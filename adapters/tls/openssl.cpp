#include "adapters/tls/openssl.hpp"

#include <openssl/err.h>

#include <new>

namespace hf {

std::string why_openssl_failed() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    std::string text = reason ? reason : "OpenSSL does not say why";
    ERR_clear_error();
    return text;
}

Held<BIO> bio_of(std::string_view text) {
    Held<BIO> memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!memory) throw std::bad_alloc();
    return memory;
}

int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace hf
