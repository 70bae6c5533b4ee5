// The version of this build, which the daemon and every tool show with --version.
#pragma once

namespace hf {

#ifndef HOSTFACTORY_VERSION
#define HOSTFACTORY_VERSION "0.1.0"
#endif
inline constexpr const char* version = HOSTFACTORY_VERSION;

}  // namespace hf
