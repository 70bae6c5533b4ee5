#include "adapters/system/secret.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace hf {
namespace {

constexpr std::size_t most_bytes = 65'536;

tl::expected<std::string, std::string> contents_of(const std::string& path, Readers readers) {
    auto text = read_bounded_file(path, most_bytes, readers);
    if (text && text->ends_with('\n')) text->pop_back();
    return text;
}

}  // namespace

tl::expected<std::string, std::string> secret_of(const SecretReference& reference, Readers readers) {
    const std::string_view text = reference.value;
    const auto after = [&](std::string_view scheme) { return std::string(text.substr(scheme.size())); };
    if (text.starts_with("env:")) {
        const auto name = after("env:");
        if (const char* value = std::getenv(name.c_str())) return value;
        return tl::make_unexpected(fmt::format("the environment has no {}", name));
    }
    if (text.starts_with("file:")) return contents_of(after("file:"), readers);
    const auto name = after("credential:");
    // A name that leads out of the directory is not the name of a credential.
    if (name.find('/') != std::string::npos)
        return tl::make_unexpected(fmt::format("{} is no credential's name", name));
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (!directory) return tl::make_unexpected(fmt::format("credential {}: systemd has given none", name));
    return contents_of(std::string(directory) + "/" + name, Readers::daemon);
}

}  // namespace hf
