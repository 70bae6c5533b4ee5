// PluginLog: writes a line per call to $HF_PROVIDER_LOGDIR/hostfactory-plugin.log, where the
// scheduler's administrator looks. Standard output is reserved for the answer.
//
//     PluginLog log;
//     log.write(PluginLog::info, "requestMachines: …");
//
// Without a directory, errors go to standard error and other lines are dropped. Each line is one
// write(), so that simultaneous calls do not mix their lines. Failures are ignored.
#pragma once

#include <string>
#include <string_view>

namespace hf::plugin {

class PluginLog {
public:
    enum Level { debug, info, warn, error };

    // Reads HF_PROVIDER_LOGDIR (or HF_LOGDIR) and HF_LOGLEVEL.
    PluginLog();
    ~PluginLog();
    PluginLog(const PluginLog&) = delete;
    PluginLog& operator=(const PluginLog&) = delete;

    void write(Level level, std::string_view text) const;

    // "LOG_DEBUG", "debug" and "DEBUG" are debug; an unknown name is info.
    static Level level_named(std::string_view name);

private:
    int fd_ = -1;
    Level level_;
};

}  // namespace hf::plugin
