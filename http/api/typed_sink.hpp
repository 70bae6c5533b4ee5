// TypedSink: hands tokens on to another sink and says which numbers are times, as the type of the whole has it: msgpack
// has no times of its own. The data of an event has the type that the event names.
//
//     JsonWriter json(codec);
//     TypedSink typed(type_of<Machine>, json);
//     codec.parse(bytes, typed);
//
// Fields that the type does not know, because a newer daemon sent them, are handed on as they are. Used by one thread.
#pragma once

#include <vector>

#include "core/messages/type_info.hpp"

namespace hf::http {

class TypedSink final : public TokenSink {
public:
    TypedSink(const TypeInfo& type, TokenSink& sink) : next_(&type), sink_(sink) {}

    void null() override { sink_.null(); }
    void boolean(bool value) override { sink_.boolean(value); }
    void integer(std::int64_t value) override;
    void unsigned_integer(std::uint64_t value) override;
    void number(double value) override { sink_.number(value); }
    void string(std::string_view value) override;
    void begin_list(std::size_t size) override;
    void end_list() override;
    void begin_map(std::size_t size) override;
    void key(std::string_view name) override;
    void end_map() override;
    void encoded(std::string_view msgpack) override { sink_.encoded(msgpack); }
    [[nodiscard]] bool failed() const override { return sink_.failed(); }

private:
    struct Frame {
        const TypeInfo* type;             // null: not known
        const TypeInfo* event = nullptr;  // the type of the data of the event that this is
        bool names_event = false;         // the next string is the event's type
    };

    void begin();
    void end();

    const TypeInfo* next_;
    TokenSink& sink_;
    std::vector<Frame> open_;
};

}  // namespace hf::http
