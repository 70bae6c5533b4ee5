#include "core/queries/who_am_i.hpp"

namespace hf {

Answer<Identity> answer(const WhoAmI&, const QueryContext& context, const Caller& caller) {
    const auto visibility = caller.sees_all ? Visibility::all : Visibility::own;
    Identity identity{caller.principal, caller.on_behalf_of, caller.role, caller.acts_for_any,
                      visibility,       caller.limits,       {}};
    const auto position = context.models.read([&](const View& view) {
        const auto use = view.state.derived().use_of(caller.owner());
        identity.use = {use.machines, use.open_requests};
        return view.state.position();
    });
    return Answered<Identity>{std::move(identity), position};
}

}  // namespace hf
