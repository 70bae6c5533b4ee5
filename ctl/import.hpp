// hostfactoryctl template import FILE: creates or changes the daemon's templates as the file says.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

struct ImportOptions {
    std::string file;
    std::string provider;  // for templates that name none; empty: the only one, or the only one that fits
    bool dry_run = false;
    bool skip_wrong = false;
};

void add_import(CommandLine& line);

ExitStatus import_templates(Client& client, const ImportOptions& options);

}  // namespace hf::ctl
