#include "core/queries/who_am_i.hpp"

namespace hf {

Answer<Identity> answer(const WhoAmI&, const QueryContext& context, const Caller& caller) {
    const auto position = context.models.read([](const View& view) { return view.state.position(); });
    return Answered<Identity>{{caller.principal, caller.on_behalf_of, caller.role, caller.acts_for_any}, position};
}

}  // namespace hf
