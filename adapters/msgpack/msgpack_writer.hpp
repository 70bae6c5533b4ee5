// MsgpackWriter: makes msgpack of tokens.
//
//     MsgpackWriter writer;
//     write(command, writer);
//     send(writer.take());
//
// One value has one encoding: integers, lengths and sizes take the fewest bytes, a
// number is always a float64 (2.0 stays a number and never turns into an integer).
// What it writes can be read back: bytes that are no UTF-8 become U+FFFD, so that
// an event which quotes a provider's message can't make a store unreadable.
//
// One writer, one thread. Errors: std::logic_error for a NaN or an infinity, and
// std::length_error for what msgpack has no size for; both are the caller's bugs.
#pragma once

#include <msgpack/pack.hpp>
#include <string>
#include <vector>

#include "core/messages/token_sink.hpp"

namespace hf {

class MsgpackWriter final : public TokenSink {
public:
    MsgpackWriter() = default;
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

    [[nodiscard]] const std::string& bytes() const { return buffer_.bytes; }
    // Hands the bytes over; the writer begins anew.
    [[nodiscard]] std::string take();

private:
    struct Buffer {
        std::string bytes;
        void write(const char* data, std::size_t size) { bytes.append(data, size); }
    };
    // A list or map whose size only its end tells. Its header is put before it then.
    struct Open {
        bool size_known;
        std::size_t start;
        std::size_t count;
    };

    void count_value();
    void begin(std::size_t size, bool map);
    void end(bool map);
    void put_string(std::string_view value);

    Buffer buffer_;
    msgpack::packer<Buffer> packer_{buffer_};
    std::vector<Open> open_;
};

}  // namespace hf
