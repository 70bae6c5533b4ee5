// hostfactoryctl template import FILE: makes the daemon's templates what the file says.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

struct ImportOptions {
    std::string file;
    std::string provider;  // for templates that name none; empty: the only one there is
    bool dry_run = false;
};

void add_import(CommandLine& line);

ExitStatus import_templates(Client& client, const ImportOptions& options);

}  // namespace hf::ctl
