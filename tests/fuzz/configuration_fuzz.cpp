// Any text as the daemon's configuration: the daemon loads it, or reports what is wrong with it.
#include "daemon/configuration.hpp"

#include <fstream>

#include "core/text/utf8.hpp"
#include "daemon/providers.hpp"
#include "tests/fuzz/support/target.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::fuzz {
namespace {

void feed(std::string_view input) {
    static const testing::TemporaryDirectory directory;
    const auto file = directory / "hostfactoryd.yaml";
    std::ofstream(file, std::ios::binary) << input;

    const auto loaded = load_configuration(file);
    if (!loaded) {
        require(loaded.error().find("hostfactoryd.yaml") != std::string::npos, "a mistake is reported with its file");
        require(is_utf8(loaded.error()), "a mistake is reported in words");
        return;
    }
    for (const auto& provider : loaded->providers) {
        const auto types = provider_types();
        const auto& type = *types.at(provider.type);
        require(type.complete(provider.config) == provider.config, "what is complete stays as it is");
        static_cast<void>(type.lane_settings(provider.config));
    }
}

const FuzzTarget target("configuration", feed);

}  // namespace
}  // namespace hf::fuzz
