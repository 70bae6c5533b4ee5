#include "core/pipeline/upcasting_store.hpp"

#include "core/queries/read_events.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

const MsgpackCodec codec;

NumberedEvent cancelled(Position position) {
    return {{position, position, position, 0, test_start, "c", "d", {}}, RequestCancelled{{{"req-a"}}, "enough"}};
}

Upcasters with_version_0() {
    Upcasters upcasters;
    upcasters.add("RequestCancelled", 0, [](ValueMap data) {
        data["request_id"] = data.at("id");
        data.erase("id");
        return data;
    });
    return upcasters;
}

// A store that two releases have written gives its readers one layout.
TEST(UpcastingStoreP10, GivesEveryEventAtItsCurrentSchema) {
    InMemoryEventStore store;
    std::vector<RecordedEvent> events{record(cancelled(1), codec), record(cancelled(2), codec)};
    events[0].schema = 0;
    events[0].data.msgpack = codec.encode(ValueMap{{"id", "req-a"}, {"reason", "enough"}});
    store.append(events, {});
    const auto upcasters = with_version_0();
    const UpcastingStore readable(store, codec, upcasters);

    const ReadModels models;
    const Limits limits;
    const auto read =
        answer(ReadEvents{}, QueryContext{models, readable, limits, in_memory_types(), ManualClock(), {}}, Caller{});
    ASSERT_TRUE(read);
    EXPECT_EQ(read->result.events, readable.read(0, 10, 1U << 20));
    ASSERT_EQ(read->result.events.size(), 2U);
    for (const auto& event : read->result.events) {
        EXPECT_EQ(event.schema, event_schema);
        EXPECT_EQ(text_of(restore(event, codec, Upcasters{}).event), text_of(cancelled(1).event));
    }
    EXPECT_EQ(read->result.events[1], events[1]);
    EXPECT_EQ(readable.head(), 2U);
    EXPECT_EQ(readable.id(), store.id());
}

}  // namespace
}  // namespace hf::testing
