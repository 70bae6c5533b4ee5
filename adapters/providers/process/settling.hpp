// Settling: bringing machines to a state that is final, so that what is said of them stays true.
//
//     Settling settling(directory, keepers, views);
//     if (auto view = settling.settle(*views.look(id))) use(*view);  // a keeper runs it, or it has ended
//     for (const auto& view : settling.all_of(token)) use(view);     // and no further machine of the token can come up
//
// A machine that nobody has claimed is claimed here, so that no keeper can start it any more, and its directory is
// removed. A machine whose keeper was killed is buried: what the keeper left running is killed, and what is known of
// the end is written down.
//
// Thread-safe, except that two calls for one token must not meet (TokenGate). Errors: std::system_error.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/providers/process/machine_view.hpp"

namespace hf::process {

class Settling {
public:
    Settling(std::filesystem::path directory, Keepers& keepers, MachineViews& views);

    // Nothing: nobody had claimed the machine, and nobody will.
    [[nodiscard]] std::optional<MachineView> settle(MachineView view);
    // All machines of the token. What never became a machine is removed. Starts nothing.
    [[nodiscard]] std::vector<MachineView> all_of(const std::string& token);
    // Looks at a machine whose launch is closed. A crash of the host may have lost its claim: as nobody will make
    // another, one is made that says so.
    [[nodiscard]] std::optional<MachineView> look_at_launched(const std::string& id);

    // Makes ended machines of lost ones; all others stay as they are.
    void bury(MachineView& view) { bury({&view, 1}); }
    void bury(std::span<MachineView> views);
    void remove(MachineView& view);

private:
    const std::filesystem::path directory_;
    const std::string boot_;
    Keepers& keepers_;
    MachineViews& views_;
};

}  // namespace hf::process
