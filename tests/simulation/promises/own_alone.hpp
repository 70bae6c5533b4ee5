// OwnAlone: what queries show those who see their own alone (`visibility: own`): of requests, machines and their
// events all that is theirs, and nothing that is another's. Each event that is new is asked for, and the request or the
// machine that the event is of; and one of the lists in turn.
//
//     OwnAlone own_alone(disk, account, codec);
//     own_alone.hold(models, [&](const std::string& message, const std::string& from) { … });  // after each step
//
// Whose something is follows from the account. Used by one thread.
#pragma once

#include <functional>

#include "core/read_models/read_models.hpp"
#include "core/wire/envelope.hpp"
#include "tests/simulation/promises/account.hpp"

namespace hf::simulation {

class OwnAlone {
public:
    // Answers a query of the one who has this name.
    using Ask = std::function<std::string(const std::string& message, const std::string& from)>;

    OwnAlone(const Disk& disk, const Account& account, const Codec& codec)
        : disk_(disk), account_(account), codec_(codec) {}
    OwnAlone(const OwnAlone&) = delete;
    OwnAlone& operator=(const OwnAlone&) = delete;

    void hold(const ReadModels& models, const Ask& ask);

private:
    class Look;

    const Disk& disk_;
    const Account& account_;
    const Codec& codec_;
    Position held_ = 0;
    std::uint64_t lists_ = 0;
};

}  // namespace hf::simulation
