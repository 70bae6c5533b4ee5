#include "client/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "adapters/system/bounded_file.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "adapters/zeromq/curve.hpp"

namespace hf {
namespace {

constexpr std::size_t most_bytes = 4096;

tl::unexpected<std::string> cannot(std::string_view what, const std::string& path) {
    return tl::make_unexpected(fmt::format("can't {} {}: {}", what, path, std::system_category().message(errno)));
}

tl::expected<std::string, std::string> line_of(const std::string& path, Readers readers) {
    auto text = read_bounded_file(path, most_bytes, readers);
    if (text && text->ends_with('\n')) text->pop_back();
    return text;
}

tl::expected<void, std::string> write_new(const std::string& path, const std::string& key, mode_t mode) {
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!file) return cannot("make", path);
    const auto line = key + "\n";
    // The umask must not take the public file from its readers.
    if (::fchmod(file.get(), mode) == 0 &&
        ::write(file.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(file.get()) == 0)
        return {};
    const auto problem = cannot("write", path);
    ::unlink(path.c_str());
    return problem;
}

bool anything_at(const std::string& path) {
    std::error_code none;
    return std::filesystem::exists(std::filesystem::symlink_status(path, none));
}

}  // namespace

tl::expected<KeyFiles, std::string> write_key_files(const std::string& directory, const std::string& name) {
    if (name.empty() || name.find('/') != std::string::npos)
        return tl::make_unexpected(fmt::format("\"{}\" is no name of a file", name));
    const auto path = std::filesystem::path(directory) / name;
    const auto pair = zeromq::generate_pair();
    KeyFiles files{path.string() + ".key", path.string() + ".pub", pair.public_key};
    for (const auto& file : {files.secret, files.shown})
        if (anything_at(file))
            return tl::make_unexpected(
                fmt::format("{} is there already, and may be in use; take another --name", file));
    if (!anything_at(directory) && ::mkdir(directory.c_str(), S_IRWXU) != 0) return cannot("make", directory);
    if (auto written = write_new(files.secret, pair.secret_key, 0600); !written)
        return tl::make_unexpected(std::move(written.error()));
    if (auto written = write_new(files.shown, pair.public_key.value, 0644); !written) {
        ::unlink(files.secret.c_str());  // half of a pair would stand in the way of the next try
        return tl::make_unexpected(std::move(written.error()));
    }
    return files;
}

tl::expected<KeyPair, std::string> read_key_file(const std::string& path) {
    const auto line = line_of(path, Readers::owner);
    if (!line) return tl::make_unexpected(line.error());
    auto pair = zeromq::pair_of(*line);
    if (!pair) return tl::make_unexpected(fmt::format("{}: it {}", path, pair.error()));
    return std::move(*pair);
}

tl::expected<PublicKey, std::string> public_key_in(const std::string& path) {
    if (!path.ends_with(".pub"))
        return read_key_file(path).map([](KeyPair&& pair) { return std::move(pair.public_key); });
    auto line = line_of(path, Readers::daemon);
    if (!line) return tl::make_unexpected(std::move(line.error()));
    if (const auto wrong = PublicKey::check(*line); !wrong.empty())
        return tl::make_unexpected(fmt::format("{}: it {}", path, wrong));
    return PublicKey{std::move(*line)};
}

}  // namespace hf
