// PluginLog: a line per call in $HF_PROVIDER_LOGDIR/hostfactory-plugin.log, where the
// scheduler's administrator looks. Standard output belongs to the answer.
//
//     PluginLog log;
//     log.write(PluginLog::info, "requestMachines: …");
//
// Without a directory, errors go to standard error and the rest nowhere. A line is one
// write(), so that calls at the same time don't mix theirs. Nothing here fails.
#pragma once

#include <string>
#include <string_view>

namespace hf::plugin {

class PluginLog {
public:
    enum Level { debug, info, warn, error };

    // By HF_PROVIDER_LOGDIR (or HF_LOGDIR) and HF_LOGLEVEL.
    PluginLog();
    ~PluginLog();
    PluginLog(const PluginLog&) = delete;
    PluginLog& operator=(const PluginLog&) = delete;

    void write(Level level, std::string_view text) const;

    // "LOG_DEBUG", "debug" and "DEBUG" are debug; what isn't known is info.
    static Level level_named(std::string_view name);

private:
    int fd_ = -1;
    Level level_;
};

}  // namespace hf::plugin
