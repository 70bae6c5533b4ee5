// The version of this build, which the daemon and every tool show with --version.
#pragma once

namespace hf {

inline constexpr const char* version = HOSTFACTORY_VERSION;

}  // namespace hf
