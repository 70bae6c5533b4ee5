#include "daemon/event_text.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "adapters/json/json_parser.hpp"
#include "adapters/json/json_writer.hpp"
#include "adapters/msgpack/msgpack_writer.hpp"
#include "adapters/sqlite/rows.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf {
namespace {

std::string checksum_of(const RecordedEvent& event) {
    std::string scratch;
    return fmt::format("{:016x}", sqlite::EventRow::of(event).checksum(scratch));
}

// Gives all fields to a decoder, but for the data, which is encoded as it comes.
class EventLineReader final : public TokenSink {
public:
    explicit EventLineReader(RecordedEvent& event) : decoder_(type_of<RecordedEvent>, &event) {}

    void null() override {
        value([](TokenSink& sink) { sink.null(); });
    }
    void boolean(bool v) override {
        value([=](TokenSink& sink) { sink.boolean(v); });
    }
    void integer(std::int64_t v) override {
        value([=](TokenSink& sink) { sink.integer(v); });
    }
    void unsigned_integer(std::uint64_t v) override {
        value([=](TokenSink& sink) { sink.unsigned_integer(v); });
    }
    void number(double v) override {
        value([=](TokenSink& sink) { sink.number(v); });
    }
    void string(std::string_view v) override {
        if (place_ == Place::checksum && depth_ == 1) {
            checksum = v;
            place_ = Place::field;
            return;
        }
        if (place_ == Place::time && depth_ == 1)
            if (const auto time = parse_rfc3339(v)) return decoder_.time(*time);
        value([=](TokenSink& sink) { sink.string(v); });
    }
    void begin_list(std::size_t size) override {
        open([=](TokenSink& sink) { sink.begin_list(size); });
    }
    void end_list() override {
        close([](TokenSink& sink) { sink.end_list(); });
    }
    void begin_map(std::size_t size) override {
        open([=](TokenSink& sink) { sink.begin_map(size); });
    }
    void end_map() override {
        close([](TokenSink& sink) { sink.end_map(); });
    }
    void key(std::string_view name) override {
        if (depth_ == 1) {
            place_ = place_named(name);
            if (place_ == Place::checksum) return;
            decoder_.key(name);
            return;
        }
        sink().key(name);
    }
    void encoded(std::string_view) override {}  // no text has such
    [[nodiscard]] bool failed() const override { return decoder_.failed(); }
    [[nodiscard]] const std::optional<Problem>& problem() const { return decoder_.problem(); }

    std::string checksum;

private:
    enum class Place : std::uint8_t { field, time, data, checksum };

    static Place place_named(std::string_view name) {
        if (name == "data") return Place::data;
        if (name == "checksum") return Place::checksum;
        return name == "time" ? Place::time : Place::field;
    }
    [[nodiscard]] bool is_decoded() const { return place_ == Place::field || place_ == Place::time; }

    // A checksum that is no text goes to where it can be thrown away.
    TokenSink& sink() { return is_decoded() ? decoder_ : static_cast<TokenSink&>(data_); }
    template <class Say>
    void value(Say say) {
        say(sink());
        if (depth_ == 1) end_of_field();
    }
    template <class Say>
    void open(Say say) {
        ++depth_;
        say(sink());
    }
    template <class Say>
    void close(Say say) {
        say(sink());
        if (--depth_ == 1) end_of_field();
    }
    void end_of_field() {
        if (!is_decoded()) {
            auto bytes = data_.take();
            if (place_ == Place::data)
                decoder_.encoded(bytes);
            else
                checksum = "no text";
        }
        place_ = Place::field;
    }

    Decoder decoder_;
    MsgpackWriter data_;
    Place place_ = Place::field;
    int depth_ = 0;
};

}  // namespace

std::string text_of_event(const RecordedEvent& event, const Codec& codec) {
    JsonWriter writer(codec);
    write(event, writer);
    if (const auto& problem = writer.problem())
        throw std::runtime_error(fmt::format("event {}: its contents can't be read: {}", event.position, *problem));
    auto line = writer.text();
    line.back() = ',';
    line += fmt::format("\"checksum\":\"{}\"}}", checksum_of(event));
    const auto again = event_of_text(line, [&](const RecordedEvent&) { return event.previous; });
    if (!again)
        throw std::runtime_error(fmt::format("event {}: JSON can't express it: {}", event.position, again.error()));
    return line;
}

tl::expected<RecordedEvent, std::string> event_of_text(
    std::string_view line, const std::function<Position(const RecordedEvent&)>& previous_of) {
    RecordedEvent event;
    EventLineReader reader(event);
    if (auto broken = parse_json(line, reader)) return tl::make_unexpected(std::move(*broken));
    if (const auto& problem = reader.problem())
        return tl::make_unexpected(problem->path.empty() ? problem->message
                                                         : fmt::format("{} {}", problem->path, problem->message));
    event.previous = previous_of(event);
    if (!reader.checksum.empty() && reader.checksum != checksum_of(event))
        return tl::make_unexpected(
            fmt::format("event {} is not as it was exported: its checksum is {}, and the line says {}", event.position,
                        checksum_of(event), reader.checksum));
    return event;
}

}  // namespace hf
