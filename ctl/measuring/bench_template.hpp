// BenchTemplate: a template of which no machine can be made, for events that nobody acts on. It takes no requests,
// its max_number is 0, lists of what can be ordered leave it out, and no provider is asked about it.
//
//     auto made = BenchTemplate::make(client);
//     if (!made) fail(made.error());
//     const auto position = (*made)->change("1");  // one event
//
// It has the same id in each run, so that one run at a time has it, and a next run finds what a killed one has left.
// The destructor deletes it. Used by one thread.
#pragma once

#include <memory>

#include "client/client.hpp"

namespace hf::ctl {

class BenchTemplate {
public:
    static constexpr const char* id = "hostfactoryctl-bench";

    // The error is a sentence for people.
    static tl::expected<std::unique_ptr<BenchTemplate>, std::string> make(Client& client);
    ~BenchTemplate();
    BenchTemplate(const BenchTemplate&) = delete;
    BenchTemplate& operator=(const BenchTemplate&) = delete;

    // Changes its description, and returns the position of the event.
    tl::expected<Position, CallFailure> change(const std::string& description);

private:
    explicit BenchTemplate(Client& client) : client_(client) {}

    Client& client_;
};

}  // namespace hf::ctl
