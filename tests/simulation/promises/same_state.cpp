#include "tests/simulation/promises/same_state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "core/snapshots/snapshot_items.hpp"
#include "tests/support/member_ids.hpp"

namespace hf::simulation {
namespace {

// A part of a state: what it is of, and what it says.
struct Line {
    std::string of;
    std::string says;
    auto operator<=>(const Line&) const = default;
};

class Lines {
public:
    Lines(const State& state, const Codec& codec) : state_(state), codec_(codec) {
        add_aggregates();
        add_derived();
    }

    std::vector<Line> take() { return std::move(lines_); }

private:
    void add_aggregates() {
        add_all("template", state_.templates());
        add_all("request", state_.requests());
        add_all("machine", state_.machines());
        add_all("provider", state_.providers());
        for (const auto& machine : state_.machines()) {
            const auto* named = state_.machine_named(machine.spec.name);
            add("name " + machine.spec.name, named ? named->spec.machine_id.value : "nobody");
        }
        add_gone("deleted template", state_.deleted_templates());
        add_gone("removed provider", state_.removed_providers());
    }
    void add_derived() {
        add("position", fmt::to_string(state_.position()));
        for (const auto position : state_.category_positions()) add("category position", fmt::to_string(position));
        add("open requests", fmt::format("{}", fmt::join(testing::member_ids(state_.open_requests()), " ")));
        add("open launches", fmt::format("{}", fmt::join(testing::member_ids(state_.open_launches()), " ")));
        add("live machines", fmt::format("{}", fmt::join(testing::member_ids(state_.live_machines()), " ")));
        for (const auto& [name, count] : state_.requests_by_status().by_name())
            add("requests " + name, fmt::to_string(count));
        for (const auto& [name, count] : state_.machines_by_status().by_name())
            add("machines " + name, fmt::to_string(count));
        for (const auto& provider : state_.providers())
            add("awaited from " + provider.name.value, fmt::to_string(state_.awaited_from(provider.name)));
        for (const auto& tmpl : state_.templates())
            add("capacity of " + tmpl.spec.template_id.value, fmt::to_string(state_.capacity_left(tmpl)));
        std::string taken_back;
        for (const auto* slot : state_.taken_back()) taken_back += (*slot)->spec.machine_id.value + " ";
        add("taken back", taken_back);
    }
    template <class All>
    void add_all(std::string_view what, const All& aggregates) {
        for (const auto& aggregate : aggregates) {
            using T = std::remove_cvref_t<decltype(aggregate)>;
            const auto bytes = packing_of<T>().pack(&aggregate);
            add(fmt::format("{} {}", what, packing_of<T>().first(bytes)), codec_.encode(whole_type_of<T>, &aggregate));
        }
    }
    template <class Gone>
    void add_gone(std::string_view what, const Gone& all) {
        for (const auto& [id, gone] : all)
            add(fmt::format("{} {}", what, id.value),
                fmt::format("{} {} {}", gone.ordinal, gone.end.version, gone.end.position));
    }
    void add(std::string of, std::string says) { lines_.push_back({std::move(of), std::move(says)}); }

    const State& state_;
    const Codec& codec_;
    std::vector<Line> lines_;
};

std::vector<Line> lines_of(const State& state, const Codec& codec) {
    auto lines = Lines(state, codec).take();
    std::ranges::sort(lines);
    return lines;
}

std::string readable(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) text += c >= ' ' && c <= '~' ? c : '.';
    return text;
}

}  // namespace

std::optional<std::string> difference_between(const State& expected, const State& found, const Codec& codec) {
    const auto one = lines_of(expected, codec);
    const auto other = lines_of(found, codec);
    const auto [a, b] = std::ranges::mismatch(one, other);
    if (a == one.end() && b == other.end()) return std::nullopt;
    const auto text = [](const auto& at, const auto& end) {
        return at == end ? std::string("nothing") : fmt::format("{}: {}", at->of, readable(at->says));
    };
    return fmt::format("{} where the events say {}", text(b, other.end()), text(a, one.end()));
}

}  // namespace hf::simulation
