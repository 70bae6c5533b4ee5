#include "core/domain/history/event.hpp"

#include <set>

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

enum class Fill : std::uint8_t { everything, identifiers };

// Gives any field of any event a value that differs from its default.
class Filler {
public:
    explicit Filler(Fill what) : what_(what) {}

    void fill(const TypeInfo& type, void* object) {
        for (const auto& field : type.fields) {
            const bool identifier = field.type->kind == Kind::string && field.type->name != "string";
            if (what_ == Fill::everything || (field.required && identifier))
                fill_value(*field.type, field.target(object));
        }
    }

private:
    void fill_value(const TypeInfo& type, void* target) {
        ++next_;
        switch (type.kind) {
            case Kind::boolean: type.set_boolean(target, true); break;
            case Kind::integer: type.set_integer(target, next_); break;
            case Kind::number: type.set_number(target, next_ + 0.5); break;
            case Kind::string: type.set_string(target, fmt::format("text-{}", next_)); break;
            case Kind::enumeration: type.set_string(target, type.choices[1]); break;
            case Kind::time: type.set_integer(target, 1'700'000'000'000'000 + next_); break;
            case Kind::list: fill_value(*type.element, type.append(target)); break;
            case Kind::map: fill_value(*type.element, type.insert(target, fmt::format("key-{}", next_))); break;
            case Kind::object: fill(type, target); break;
            case Kind::value: *static_cast<Value*>(target) = Value(ValueList{next_, "x", true, 1.5, Value()}); break;
            case Kind::encoded: FAIL() << "no event holds encoded data";
        }
    }

    Fill what_;
    int next_ = 0;
};

template <class Do, std::size_t... I>
void for_each_event(Do&& act, std::index_sequence<I...>) {
    (act(std::variant_alternative_t<I, Event>{}), ...);
}
template <class Do>
void for_each_event(Do&& act) {
    for_each_event(act, std::make_index_sequence<std::variant_size_v<Event>>{});
}

template <class E>
E filled(Fill what = Fill::everything) {
    E event;
    Filler(what).fill(type_of<E>, &event);
    return event;
}

const MsgpackCodec codec;

NumberedEvent placed(Event event) {
    return {{41, 7, 3, 0, {1'700'000'000'000'001}, "command-1", "conversation-1", "trace-1", "gate", "mary"},
            std::move(event)};
}

// data as a map, to change it.
ValueMap data_of(const RecordedEvent& recorded) {
    ValueMap data;
    EXPECT_FALSE(codec.decode(recorded.data.msgpack, data));
    return data;
}

void expect_unreadable(const RecordedEvent& recorded, const std::string& words) {
    try {
        std::ignore = restore(recorded, codec);
        ADD_FAILURE() << "was restored, where this was expected: " << words;
    } catch (const std::runtime_error& e) {
        EXPECT_THAT(e.what(), ::testing::HasSubstr("event 41 "));
        EXPECT_THAT(e.what(), ::testing::HasSubstr(words));
    }
}

TEST(Event, ComesBackAsItWasRecorded) {
    for_each_event([]<class E>(const E&) {
        for (const Event& event : {Event(filled<E>()), Event(filled<E>(Fill::identifiers))}) {
            const auto recorded = record(placed(event), codec);
            const auto restored = restore(recorded, codec);
            EXPECT_EQ(text_of(restored.event), text_of(event));
            EXPECT_EQ(record(restored, codec), recorded);
        }
    });
}

TEST(Event, IsRecordedWithItsPlace) {
    const auto recorded = record(placed(request_cancelled("req-a")), codec);
    EXPECT_EQ(recorded.position, 41U);
    EXPECT_EQ(recorded.category, Category::request);
    EXPECT_EQ(recorded.category_position, 7U);
    EXPECT_EQ(recorded.stream, "req-a");
    EXPECT_EQ(recorded.stream_version, 3U);
    EXPECT_EQ(recorded.type, "RequestCancelled");
    EXPECT_EQ(recorded.schema, event_schema);
    EXPECT_EQ(recorded.time, Timestamp{1'700'000'000'000'001});
    EXPECT_EQ(recorded.command_id, "command-1");
    EXPECT_EQ(recorded.correlation_id, "conversation-1");
    EXPECT_EQ(recorded.traceparent, "trace-1");
    EXPECT_EQ(recorded.principal, "gate");
    EXPECT_EQ(recorded.on_behalf_of, "mary");
    EXPECT_EQ(data_of(recorded), (ValueMap{{"request_id", "req-a"}, {"reason", ""}}));
}

// What the category and the stream of each event are, in the words of the feed.
TEST(Event, BelongsToTheStreamOfItsAggregate) {
    const std::map<std::string_view, std::string_view> id_fields = {
        {"template", "template_id"}, {"request", "request_id"}, {"machine", "machine_id"}, {"provider", "name"}};
    const std::set<std::string_view> of_launches = {"LaunchRequested", "LaunchUnsettled", "LaunchSucceeded",
                                                    "LaunchFailed"};
    for_each_event([&]<class E>(const E&) {
        const auto recorded = record(placed(filled<E>()), codec);
        const auto category = name_of(recorded.category);
        EXPECT_EQ(recorded.type, E::describe.name);
        auto expected = recorded.type.substr(0, category.size());
        expected[0] = static_cast<char>(std::tolower(expected[0]));
        EXPECT_EQ(category, of_launches.contains(recorded.type) ? "request" : expected) << recorded.type;
        EXPECT_EQ(Value(recorded.stream), data_of(recorded).at(std::string(id_fields.at(category)))) << recorded.type;
    });
}

TEST(Event, HasANameOfItsOwn) {
    std::set<std::string_view> names;
    for_each_event([&]<class E>(const E&) { names.insert(E::describe.name); });
    EXPECT_EQ(names.size(), std::variant_size_v<Event>);
}

// P10: a store keeps the word that any version has written for what went wrong.
TEST(Event, WithAnErrorOfAnotherVersionIsRestored) {
    for (const auto& [word, kind] :
         {std::pair("quota", ProviderErrorKind::quota), std::pair("on fire", ProviderErrorKind::other),
          std::pair("", ProviderErrorKind::other)}) {
        auto launch = record(placed(launch_failed("req-a", 2, 0)), codec);
        auto power = record(placed(MachineOrderFailed{{{"m-1"}, {"req-a"}}, MachineStatus::stopped, {}, "no"}), codec);
        for (auto* recorded : {&launch, &power}) {
            auto data = data_of(*recorded);
            data["error"] = Value(word);
            recorded->data.msgpack = codec.encode(data);
        }
        EXPECT_EQ(std::get<LaunchFailed>(restore(launch, codec).event).error, kind) << word;
        EXPECT_EQ(std::get<MachineOrderFailed>(restore(power, codec).event).error, kind) << word;
    }
}

TEST(Event, OfAnUnknownTypeIsNotRestored) {
    auto recorded = record(placed(request_cancelled("req-a")), codec);
    recorded.type = "RequestPostponed";
    expect_unreadable(recorded, "is a RequestPostponed, which this version doesn't know");
}

TEST(Event, OfANewerSchemaIsNotRestored) {
    auto recorded = record(placed(request_cancelled("req-a")), codec);
    recorded.schema = event_schema + 1;
    expect_unreadable(recorded, "(RequestCancelled) has schema 2; this version reads 1");
}

TEST(Event, WithoutATraceHasNone) {
    auto event = placed(request_cancelled("req-a"));
    event.meta.traceparent.clear();
    const auto recorded = record(event, codec);
    EXPECT_EQ(recorded.traceparent, std::nullopt);
    EXPECT_EQ(restore(recorded, codec).meta.traceparent, "");
}

// As all events that were stored before a site had principals.
TEST(Event, OfNobodyNamesNobody) {
    auto event = placed(request_cancelled("req-a"));
    event.meta.principal.clear();
    event.meta.on_behalf_of.clear();
    const auto recorded = record(event, codec);
    EXPECT_EQ(recorded.principal, std::nullopt);
    EXPECT_EQ(recorded.on_behalf_of, std::nullopt);
    EXPECT_EQ(restore(recorded, codec).meta.principal, "");
    EXPECT_EQ(restore(recorded, codec).meta.on_behalf_of, "");
}

TEST(Event, IsShownWithoutWhatIsConfidential) {
    std::map<std::string, std::vector<std::string>> withheld;
    for_each_event([&]<class E>(const E&) {
        const auto recorded = record(placed(filled<E>()), codec);
        auto shown = recorded;
        withhold(shown, codec);
        EXPECT_EQ(has_confidential_fields(recorded), shown.withheld.has_value());
        if (!shown.withheld) {
            EXPECT_EQ(shown, recorded);
            return;
        }
        withheld.emplace(shown.type, *shown.withheld);
        // What is left is where it was, and can be read.
        auto data = data_of(recorded);
        data.erase("configuration");
        data.erase("config");
        if (auto* sources = std::get_if<ValueList>(&data["sources"].data))
            for (auto& source : *sources) std::get<ValueMap>(source.data).erase("configuration");
        else
            data.erase("sources");
        EXPECT_EQ(data_of(shown), data);
        EXPECT_NO_THROW(std::ignore = restore(shown, codec)) << shown.type;
    });
    const std::vector<std::string> of_templates{"configuration", "sources[].configuration"};
    EXPECT_EQ(withheld, (decltype(withheld){{"ProviderRegistered", {"config"}},
                                            {"ProviderUpdated", {"config"}},
                                            {"TemplateCreated", of_templates},
                                            {"TemplateUpdated", of_templates}}));
}

// As a release before the first would have written it: the id was called otherwise, and there was no reason.
RecordedEvent cancelled_in_version_0() {
    auto recorded = record(placed(request_cancelled("req-a")), codec);
    recorded.schema = 0;
    recorded.data.msgpack = codec.encode(ValueMap{{"id", "req-a"}});
    return recorded;
}

Upcasters with_version_0() {
    Upcasters upcasters;
    upcasters.add("RequestCancelled", 0, [](ValueMap data) {
        data["request_id"] = data.at("id");
        data.erase("id");
        data["reason"] = "no reason was kept then";
        return data;
    });
    return upcasters;
}

TEST(EventP10, OfAnOlderSchemaIsUpcastWhenItIsRestored) {
    const auto restored = restore(cancelled_in_version_0(), codec, with_version_0());
    const auto& event = std::get<RequestCancelled>(restored.event);
    EXPECT_EQ(event.request_id.value, "req-a");
    EXPECT_EQ(event.reason, "no reason was kept then");
    EXPECT_EQ(restored.meta.position, 41U);
    EXPECT_EQ(restored.meta.correlation_id, "conversation-1");
}

TEST(EventP10, IsUpcastToWhatTodaysVersionWouldHaveRecorded) {
    auto recorded = cancelled_in_version_0();
    upcast(recorded, codec, with_version_0());
    const auto today = record(restore(recorded, codec), codec);
    EXPECT_EQ(data_of(recorded), data_of(today));
    auto in_todays_order = recorded;
    in_todays_order.data = today.data;
    EXPECT_EQ(in_todays_order, today);
    EXPECT_EQ(recorded.schema, event_schema);
    const auto once = recorded;
    upcast(recorded, codec, with_version_0());
    EXPECT_EQ(recorded, once);
}

TEST(EventP10, OfAnOlderSchemaThatNothingUpcastsIsNotRestored) {
    expect_unreadable(cancelled_in_version_0(), "nothing takes RequestCancelled from schema 0 to 1");
}

TEST(EventP10, ThatAnUpcasterStumblesOverIsNotRestored) {
    auto recorded = cancelled_in_version_0();
    recorded.data.msgpack = codec.encode(ValueMap{{"name", "req-a"}});
    EXPECT_THROW(std::ignore = restore(recorded, codec, with_version_0()), std::runtime_error);
    recorded.data.msgpack = "\x93";
    EXPECT_THROW(std::ignore = restore(recorded, codec, with_version_0()), std::runtime_error);
}

TEST(EventP10, HasAWayFromEverySchemaThatWasReleased) {
    for_each_event([]<class E>(const E&) {
        for (std::uint32_t version = 1; version < schema_of<E>(); ++version)
            EXPECT_TRUE(released_upcasters().has(std::string(E::describe.name), version))
                << E::describe.name << " " << version;
    });
}

TEST(Event, WithBrokenDataIsNotRestored) {
    auto recorded = record(placed(request_cancelled("req-a")), codec);
    const auto whole = recorded.data.msgpack;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        recorded.data.msgpack = whole.substr(0, size);
        expect_unreadable(recorded, "(RequestCancelled) can't be read");
    }
    recorded.data.msgpack = whole + '\x01';
    expect_unreadable(recorded, "can't be read");
    recorded.data.msgpack = codec.encode(ValueMap{{"reason", "no id"}});
    expect_unreadable(recorded, "request_id is missing");
    recorded.data.msgpack = codec.encode(ValueMap{{"request_id", 5}});
    expect_unreadable(recorded, "request_id must be");
}

// Any truncation of any event is noticed, and none does worse.
TEST(Event, OfAnyTypeIsNotRestoredFromPartOfItsData) {
    for_each_event([&]<class E>(const E&) {
        auto recorded = record(placed(filled<E>()), codec);
        const auto whole = recorded.data.msgpack;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            recorded.data.msgpack = whole.substr(0, size);
            EXPECT_THROW(std::ignore = restore(recorded, codec), std::runtime_error);
        }
    });
}

TEST(Event, MayHoldFieldsThatALaterVersionAdded) {
    for_each_event([&]<class E>(const E&) {
        const Event event = filled<E>();
        auto recorded = record(placed(event), codec);
        auto data = data_of(recorded);
        data["a_later_field"] = Value(ValueMap{{"deep", ValueList{1, ValueMap{{"deeper", "x"}}}}});
        data["zz_another"] = Value(1);
        recorded.data.msgpack = codec.encode(data);
        EXPECT_EQ(text_of(restore(recorded, codec).event), text_of(event));
    });
}

// What was accepted once stays readable when a release draws a bound tighter (P10).
TEST(Event, IsNotHeldAgainstTheBoundsOfToday) {
    auto recorded = record(placed(template_created("small", {.max_number = 5})), codec);
    auto data = data_of(recorded);
    data["max_number"] = Value(2'000'000);
    data["name"] = Value(std::string(1000, 'n'));
    recorded.data.msgpack = codec.encode(data);
    const auto restored = restore(recorded, codec);
    EXPECT_EQ(std::get<TemplateCreated>(restored.event).spec.max_number, 2'000'000);
    EXPECT_EQ(std::get<TemplateCreated>(restored.event).spec.name.size(), 1000U);
}

}  // namespace
}  // namespace hf::testing
