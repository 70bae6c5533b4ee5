// Log: what the core has to say to an administrator. Thread-safe.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace hf {

class Log {
public:
    virtual ~Log() = default;
    virtual void debug(const std::string& text) = 0;
    virtual void info(const std::string& text) = 0;
    virtual void warn(const std::string& text) = 0;
    virtual void error(const std::string& text) = 0;
};

}  // namespace hf
