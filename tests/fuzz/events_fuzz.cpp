// Rows of events that no ledger has written: each is read or refused with its position, what fits the state is applied
// and leaves it consistent, and what is read is written as the same row.
//
// An input is a list of rows: two bytes for the type, one for the form, and the data.
#include "core/domain/history/event_types.hpp"
#include "tests/fuzz/support/lively_site.hpp"
#include "tests/fuzz/support/messages.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

constexpr int most_rows = 24;
constexpr unsigned as_it_stands = 1;
constexpr unsigned of_another_schema = 2;
constexpr unsigned with_other_numbers = 4;
constexpr unsigned of_no_type = 8;
constexpr unsigned of_a_principal = 16;

const EventType& chosen_type(Bytes& bytes) {
    const auto types = every_event_type();
    static const Choice choose([&] {
        std::vector<std::string_view> names;
        for (const auto& type : types) names.push_back(type.name);
        return names;
    }());
    return types[choose(bytes.number(2))];
}

State state_of_the_site() {
    const auto site = testing::given(lively_site());
    State state;
    for (const auto& event : site.store().read(0, 1'000'000, std::size_t{1} << 30))
        state.apply(restore(event, site.codec()));
    return state;
}

class History {
public:
    // False: the state is of no more use.
    bool read_row(Bytes& bytes) {
        const auto& type = chosen_type(bytes);
        const auto form = bytes.byte();
        RecordedEvent row;
        row.type = (form & of_no_type) != 0 ? std::string(bytes.text(bytes.below(40))) : type.name;
        row.category = type.category;
        row.schema = (form & of_another_schema) != 0 ? bytes.byte() : type.schema;
        row.position = state_.position() + 1;
        row.time = testing::test_start + std::chrono::hours{1};
        row.command_id = row.correlation_id = "c-1";
        if ((form & of_a_principal) != 0) row.principal = "gate";
        row.data.msgpack = data_for(*type.data, (form & as_it_stands) != 0, bytes, codec_, words_of_the_site());
        try {
            return apply(restore(row, codec_), (form & with_other_numbers) != 0 ? bytes.byte() : 0);
        } catch (const std::runtime_error& refusal) {
            require(std::string_view(refusal.what()).find(std::to_string(row.position)) != std::string_view::npos,
                    "a row that can't be read is reported with its position");
            return true;
        }
    }

    [[nodiscard]] const State& state() const { return state_; }

private:
    bool apply(NumberedEvent event, std::uint8_t off) {
        const auto end = state_.end_of(category_of(event.event), stream_of(event.event));
        event.meta.stream_version = end.version + 1 + off;
        event.meta.previous = end.position;
        event.meta.category_position =
            state_.category_positions().at(static_cast<std::size_t>(category_of(event.event))) + 1;
        const auto row = record(event, codec_);
        require(record(restore(row, codec_), codec_) == row, "what is read is what was written");
        try {
            state_.apply(event);
            return true;
        } catch (const std::logic_error&) {
            return false;
        }
    }

    MsgpackCodec codec_;
    State state_ = state_of_the_site();
};

void feed(std::string_view input) {
    History history;
    Bytes bytes(input);
    for (int i = 0; i < most_rows && !bytes.empty(); ++i)
        if (!history.read_row(bytes)) return;
    require(is_consistent(history.state()), "what is derived is what the aggregates say");
    static_cast<void>(testing::text_of(history.state()));
}

const FuzzTarget target("events", feed);

}  // namespace
}  // namespace hf::fuzz
