// Cpus: what counts as one of a machine's CPUs (`ncpus`).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hf::aws {

enum class Cpus : std::uint8_t {
    cores,    // as Symphony counts by default
    threads,  // each of a core's hyperthreads, as EC2 counts vCPUs
};
constexpr auto names_of(Cpus) { return std::to_array<std::string_view>({"cores", "threads"}); }

}  // namespace hf::aws
