#include "adapters/system/secret_file.hpp"

#include <cstdlib>
#include <filesystem>

#include "adapters/system/secret.hpp"

namespace hf {

tl::expected<std::string, std::string> read_secret_file(const std::string& path) {
    const std::filesystem::path file(path);
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    if (credentials && file.parent_path() == credentials)
        return secret_of(SecretReference{"credential:" + file.filename().string()});
    return secret_of(SecretReference{"file:" + path}, Readers::owner);
}

}  // namespace hf
