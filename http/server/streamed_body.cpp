// The part of Connection that writes a body which comes from a source.
#include <sys/socket.h>

#include <array>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <charconv>

#include "http/server/connection.hpp"

namespace hf::http {
namespace {

namespace asio = boost::asio;

// What is written at a time: a reader that is slow holds no more of it, and others have their turn.
constexpr std::size_t most_bytes_at_once = 64 * 1024;
constexpr std::string_view line_end = "\r\n";
constexpr std::string_view last_chunk = "0\r\n\r\n";

std::string beginning_of_chunk(std::size_t bytes) {
    std::array<char, 2 * sizeof bytes> digits{};
    const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), bytes, 16);
    static_cast<void>(failure);
    return std::string(digits.data(), end).append(line_end);
}

std::size_t size_of(const std::vector<Piece>& pieces) {
    std::size_t size = 0;
    for (const auto& piece : pieces) size += piece.bytes.size();
    return size;
}

}  // namespace

void Connection::stream(Response response) {
    source_ = std::move(response.source);
    held_ = std::move(response.held);
    streamed_ = std::move(response);
    streamed_bytes_ = 0;
    source_ended_ = false;
    source_->begin(all_.waking(number_));
    watch_peer();
    writing_ = true;
    stream_.expires_after(time_to_take(head_.size()));
    asio::async_write(stream_, asio::buffer(head_), [self = shared_from_this()](const Failure& failure, std::size_t) {
        self->written_some(failure, 0);
    });
}

void Connection::write_more() {
    if (writing_ || !source_ || ended_) return;
    source_ended_ = !source_->take(most_bytes_at_once, pieces_);
    const auto size = size_of(pieces_);
    if (size == 0 && !source_ended_) return;
    std::vector<asio::const_buffer> buffers;
    buffers.reserve(pieces_.size() + 3);
    head_ = chunked_ && size > 0 ? beginning_of_chunk(size) : std::string{};
    buffers.push_back(asio::buffer(head_));
    for (const auto& piece : pieces_) buffers.push_back(asio::buffer(piece.bytes));
    if (chunked_ && size > 0) buffers.push_back(asio::buffer(line_end));
    if (chunked_ && source_ended_) buffers.push_back(asio::buffer(last_chunk));
    writing_ = true;
    stream_.expires_after(time_to_take(size));
    asio::async_write(stream_, buffers, [self = shared_from_this(), size](const Failure& failure, std::size_t) {
        self->written_some(failure, size);
    });
}

void Connection::written_some(const Failure& failure, std::size_t size) {
    writing_ = false;
    pieces_.clear();
    if (failure) return end();
    streamed_bytes_ += size;
    if (!source_ended_) return write_more();
    release_source();
    answering_ = false;
    end_gently();
}

// A reader that is gone shows only to those who look: there may be nothing to write for long. Nothing is read: what
// comes is no business of a stream, and a proxy that has sent bytes is noticed by the next write.
void Connection::watch_peer() {
    stream_.socket().async_wait(Stream::socket_type::wait_read, [self = shared_from_this()](const Failure& failure) {
        if (failure || self->ended_ || !self->source_) return;
        char first = 0;
        const auto size = ::recv(self->stream_.socket().native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
        if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) return self->end();
        if (size < 0) self->watch_peer();
    });
}

void Connection::end_streaming() {
    if (source_) end();
}

void Connection::release_source() {
    if (!source_) return;
    note(streamed_, streamed_bytes_);
    source_->end();
    source_.reset();
    held_.reset();
}

}  // namespace hf::http
