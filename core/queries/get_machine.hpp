#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct GetMachine {
    using Result = Machine;
    static constexpr auto role = Role::viewer;
    MachineId machine_id;

    static constexpr auto describe =
        message("GetMachine", "One machine.", field<&GetMachine::machine_id>("machine_id", "which"));
};

Answer<Machine> answer(const GetMachine& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
