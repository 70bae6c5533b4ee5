// HostIdentity: which host this is, and which file a path leads to, so that a copy is distinguished from its original.
//
//     const auto host = host_identity();
//     log.info("this is the host " + host.name);
//
// The id is that of /etc/machine-id, or of the file that $HOSTFACTORY_MACHINE_ID_FILE names: for containers, whose
// image may have the same id everywhere. The id is to be kept confidential (machine-id(5)).
//
// Thread-safe. What can't be found out is empty; nothing is thrown.
#pragma once

#include <filesystem>
#include <string>

namespace hf {

struct HostIdentity {
    std::string id;
    std::string name;
};
[[nodiscard]] HostIdentity host_identity();

// Number and time of birth of the file, which a copy does not have, a renamed file keeps, and a file that is written
// over keeps as well. Empty where its file system has no times of birth: numbers alone are given anew there.
[[nodiscard]] std::string file_identity(const std::filesystem::path& path);

}  // namespace hf
