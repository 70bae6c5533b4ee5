#include "core/queries/get_statistics.hpp"

namespace hf {

Answer<DaemonStatistics> answer(const GetStatistics&, const Sources& sources) {
    const auto position = sources.models.read([](const View& view) { return view.state.position(); });
    return Answered<DaemonStatistics>{sources.statistics(), position};
}

}  // namespace hf
