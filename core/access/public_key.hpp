// PublicKey: a CURVE public key as 40 characters of Z85 (ZeroMQ RFC 32), as `hostfactoryctl key generate` writes it.
#pragma once

#include <string>
#include <string_view>

namespace hf {

struct PublicKey {
    std::string value;

    static constexpr std::string_view type_name = "public key";
    // Says what is wrong with the text as a key in Z85; empty if nothing is. libzmq would take some shorter texts for a
    // part of a key.
    static std::string check(std::string_view text);

    auto operator<=>(const PublicKey&) const = default;
};

}  // namespace hf
