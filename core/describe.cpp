#include "core/describe.hpp"

#include <algorithm>
#include <iterator>

#include "core/text/suggestion.hpp"
#include "core/text/utf8.hpp"

namespace hf {
namespace {

Error no_such_message(const std::string& type, const std::vector<MessageDescription>& known) {
    std::vector<std::string_view> names;
    for (const auto& each : known) names.push_back(each.name);
    auto result = error(Code::handler_not_found, "\"{}\" is not a command, a query, an event or an error{}",
                        shortened(type), did_you_mean(type, names));
    result.field = "type";
    return result;
}

}  // namespace

Answer<Descriptions> answer(const Describe& query, const QueryContext& context) {
    // The descriptions do not change while the daemon runs.
    static const auto all = every_description();
    const auto position = context.models.read([](const View& view) { return view.state.position(); });
    if (!query.type) return Answered<Descriptions>{{all}, position};
    Descriptions found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found.items),
                 [&](const auto& each) { return each.name == *query.type; });
    if (found.items.empty()) return tl::make_unexpected(no_such_message(*query.type, all));
    return Answered<Descriptions>{std::move(found), position};
}

}  // namespace hf
