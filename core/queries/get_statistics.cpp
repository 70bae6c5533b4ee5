#include "core/queries/get_statistics.hpp"

namespace hf {

Answer<DaemonStatistics> answer(const GetStatistics&, const QueryContext& context) {
    const auto position = context.models.read([](const View& view) { return view.state.position(); });
    return Answered<DaemonStatistics>{context.statistics(), position};
}

}  // namespace hf
