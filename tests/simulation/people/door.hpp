// Door: how people reach the daemon, whichever life it is in. While it is down nothing gets through.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/read_models/read_models.hpp"

namespace hf::simulation {

class Door {
public:
    using Answer = std::function<void(const std::string& reply)>;

    virtual ~Door() = default;
    [[nodiscard]] virtual bool is_open() const = 0;
    // A command of the client of this name; its answer comes at most once, and never when the daemon ends before.
    virtual void submit(std::string message, const std::string& from, Answer answer) = 0;
    // A query of the one who has this name; nothing while the daemon is down.
    virtual std::optional<std::string> ask(const std::string& message, const std::string& from) = 0;
    // What people know of the site, without asking for each thing; null while the daemon is down.
    [[nodiscard]] virtual const ReadModels* models() const = 0;
};

}  // namespace hf::simulation
