// MsgpackWriter: a TokenSink that makes msgpack.
//
//     MsgpackWriter writer;
//     write(command, writer);
//     send(writer.take());
//
// A value has exactly one encoding: integers, lengths and sizes take the fewest bytes; a number is
// always a float64 (2.0 stays a number and never becomes an integer). All output can be read back:
// bytes that are not valid UTF-8 become U+FFFD, so that an event which quotes a provider's message
// cannot make a store unreadable.
//
// Each writer is used by one thread. Errors: std::logic_error for a NaN or an infinity, and
// std::length_error for a size that msgpack cannot express; both are bugs of the caller.
#pragma once

#include <msgpack/pack.hpp>
#include <string>
#include <vector>

#include "core/messages/token_sink.hpp"

namespace hf {

class MsgpackWriter final : public TokenSink {
public:
    // `room`: bytes that are set aside, so that the buffer doesn't grow in steps.
    explicit MsgpackWriter(std::size_t room = 0, bool withholds = false) : withholds_(withholds) {
        buffer_.bytes.reserve(room);
    }
    MsgpackWriter(const MsgpackWriter&) = delete;
    MsgpackWriter& operator=(const MsgpackWriter&) = delete;

    void null() override;
    void boolean(bool value) override;
    void integer(std::int64_t value) override;
    void unsigned_integer(std::uint64_t value) override;
    void number(double value) override;
    void string(std::string_view value) override;
    void begin_list(std::size_t size) override;
    void end_list() override;
    void begin_map(std::size_t size) override;
    void key(std::string_view name) override;
    void end_map() override;
    void encoded(std::string_view msgpack) override;
    [[nodiscard]] bool withholds() const override { return withholds_; }

    [[nodiscard]] const std::string& bytes() const { return buffer_.bytes; }
    // Returns the bytes, and starts anew.
    [[nodiscard]] std::string take();

private:
    struct Buffer {
        std::string bytes;
        void write(const char* data, std::size_t size) { bytes.append(data, size); }
    };
    // An open list or map. If its size is known only at its end, its header is inserted then.
    struct Open {
        bool size_known;
        std::size_t start;
        std::size_t count;
    };

    void count_value();
    void begin(std::size_t size, bool map);
    void end(bool map);
    void put_string(std::string_view value);

    const bool withholds_;
    Buffer buffer_;
    msgpack::packer<Buffer> packer_{buffer_};
    std::vector<Open> open_;
};

}  // namespace hf
