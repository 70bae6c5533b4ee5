// hostfactoryctl template import FILE: makes the daemon's templates what the file says.
#pragma once

#include "client/client.hpp"
#include "ctl/exit_status.hpp"

namespace hf::ctl {

struct ImportOptions {
    std::string file;
    std::string provider;  // for templates that name none; empty: the only one there is
};

ExitStatus import_templates(Client& client, const ImportOptions& options);

}  // namespace hf::ctl
