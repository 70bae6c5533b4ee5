// Catalogue: everything that hostfactory can be told and asked, on a page. A bus
// takes it to know its handlers, the reference and the tools to know the messages.
//
//     CommandBus commands(codec);
//     add_every_command(commands);
//
//     Catalogue queries;
//     add_every_query(queries);
//     for (const MessageType& type : queries.types()) …
#pragma once

#include "core/commands/cancel_request.hpp"
#include "core/commands/create_request.hpp"
#include "core/commands/create_template.hpp"
#include "core/commands/delete_template.hpp"
#include "core/commands/return_machines.hpp"
#include "core/commands/update_template.hpp"
#include "core/queries/get_machine.hpp"
#include "core/queries/get_request.hpp"
#include "core/queries/get_request_status.hpp"
#include "core/queries/get_status.hpp"
#include "core/queries/get_template.hpp"
#include "core/queries/list_machines.hpp"
#include "core/queries/list_providers.hpp"
#include "core/queries/list_requests.hpp"
#include "core/queries/list_templates.hpp"
#include "core/queries/read_events.hpp"

namespace hf {

template <class Registry>
void add_every_command(Registry& registry) {
    registry.template add<CancelRequest>();
    registry.template add<CreateRequest>();
    registry.template add<CreateTemplate>();
    registry.template add<DeleteTemplate>();
    registry.template add<ReturnMachines>();
    registry.template add<UpdateTemplate>();
}

template <class Registry>
void add_every_query(Registry& registry) {
    registry.template add<GetMachine>();
    registry.template add<GetRequest>();
    registry.template add<GetRequestStatus>();
    registry.template add<GetStatus>();
    registry.template add<GetTemplate>();
    registry.template add<ListMachines>();
    registry.template add<ListProviders>();
    registry.template add<ListRequests>();
    registry.template add<ListTemplates>();
    registry.template add<ReadEvents>();
}

// The messages alone, without a bus.
class Catalogue {
public:
    template <class M>
    void add() {
        types_.push_back(message_type<M>());
    }
    [[nodiscard]] const std::vector<MessageType>& types() const { return types_; }

private:
    std::vector<MessageType> types_;
};

}  // namespace hf
