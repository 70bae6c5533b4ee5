// read_bounded_file: reads the whole of a file that somebody else has named: a template, a configuration, the
// environment.
//
//     const auto text = read_bounded_file("/etc/site/boot.sh", 16'384);
//     if (!text) fail(text.error());  // "can't read /etc/site/boot.sh: it is larger than 16384 bytes"
//
// Only regular files are read. A directory, FIFO, socket or device is refused without a wait for its other end and
// without a byte read from it, so that no name can hold or fill the daemon.
//
// Any thread may call it. Errors: in words for people, with the path. Never throws, but for a lack of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>
#include <tl/expected.hpp>

#include "adapters/system/permitted_paths.hpp"

namespace hf {

// The users that must be able to read the file, so that no secret of the daemon's is shown to others.
enum class Readers : std::uint8_t {
    daemon,
    owner,     // and nobody else, since it is a secret: neither group nor others have a right in its mode
    everyone,  // by its mode, and by those of all directories above it: a file in a closed one is none for others
};

// `within`: where the file must lie, also if links are exchanged while it is opened.
tl::expected<std::string, std::string> read_bounded_file(const std::string& path, std::size_t most_bytes,
                                                         Readers readers = Readers::daemon,
                                                         const PermittedPaths& within = {});

// Does the same for callers that look at the errno. The name is looked up in an opened directory (or AT_FDCWD), with
// further flags for openat, such as O_NOFOLLOW. EISDIR and EFBIG mean what they say; EINVAL: it is no regular file.
tl::expected<std::string, std::error_code> read_bounded_file_at(int directory, const char* name, std::size_t most_bytes,
                                                                int flags = 0);

// Reads an opened file, pipe or terminal until its end. EFBIG: it gave more.
tl::expected<std::string, std::error_code> read_to_end(int file, std::size_t most_bytes);

// Reads what the user of a program has named on its command line, and may wait for: also a pipe or a terminal, and
// standard input as "-".
tl::expected<std::string, std::error_code> read_argument(const std::string& path, std::size_t most_bytes);

}  // namespace hf
