// PluginSettings: what one provider instance of Host Factory sets for its plug-in. Part of the same file as the
// endpoints, of which each instance has its own in its configuration directory.
#pragma once

#include <string>

#include "core/messages/describe.hpp"

namespace hf {

struct PluginSettings {
    std::string on_behalf_of;  // empty: for the plug-in itself

    static constexpr auto describe = message(
        "plugin", "What the Host Factory plug-in does differently for a provider instance.",
        field<&PluginSettings::on_behalf_of>("on_behalf_of", "for whom it asks, if the site lets it act for others")
            .optional()
            .between(1, 128));
};

}  // namespace hf
