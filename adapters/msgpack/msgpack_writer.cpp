#include "adapters/msgpack/msgpack_writer.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "core/text/utf8.hpp"

namespace hf {
namespace {

std::uint32_t checked_size(std::size_t size) {
    if (size > std::numeric_limits<std::uint32_t>::max())
        throw std::length_error("msgpack has no sizes beyond 32 bits");
    return static_cast<std::uint32_t>(size);
}

}  // namespace

std::string MsgpackWriter::take() {
    open_.clear();
    return std::exchange(buffer_.bytes, {});
}

void MsgpackWriter::count_value() {
    if (!open_.empty()) ++open_.back().count;
}

void MsgpackWriter::null() {
    count_value();
    packer_.pack_nil();
}

void MsgpackWriter::boolean(bool value) {
    count_value();
    value ? packer_.pack_true() : packer_.pack_false();
}

void MsgpackWriter::integer(std::int64_t value) {
    count_value();
    packer_.pack_int64(value);
}

void MsgpackWriter::unsigned_integer(std::uint64_t value) {
    count_value();
    packer_.pack_uint64(value);
}

// Packed by hand: packer::pack_double would make an integer of a whole number, and the reader would
// not get a number back.
void MsgpackWriter::number(double value) {
    if (!std::isfinite(value)) throw std::logic_error("a number in a message must be finite");
    count_value();
    const auto bits = std::bit_cast<std::uint64_t>(value);
    buffer_.bytes.push_back('\xcb');
    for (int shift = 56; shift >= 0; shift -= 8)
        buffer_.bytes.push_back(static_cast<char>(static_cast<unsigned char>(bits >> shift)));
}

void MsgpackWriter::put_string(std::string_view value) {
    if (!is_utf8(value)) return put_string(with_valid_utf8(value));
    const auto size = checked_size(value.size());
    packer_.pack_str(size);
    packer_.pack_str_body(value.data(), size);
}

void MsgpackWriter::string(std::string_view value) {
    count_value();
    put_string(value);
}

// A key is not counted; the value after it is.
void MsgpackWriter::key(std::string_view name) { put_string(name); }

void MsgpackWriter::begin(std::size_t size, bool map) {
    count_value();
    const bool known = size != unknown_size;
    open_.push_back({known, buffer_.bytes.size(), 0});
    if (!known) return;
    if (map)
        packer_.pack_map(checked_size(size));
    else
        packer_.pack_array(checked_size(size));
}

void MsgpackWriter::end(bool map) {
    const auto ended = open_.back();
    open_.pop_back();
    if (ended.size_known) return;
    Buffer header;
    msgpack::packer<Buffer> packer(header);
    if (map)
        packer.pack_map(checked_size(ended.count));
    else
        packer.pack_array(checked_size(ended.count));
    buffer_.bytes.insert(ended.start, header.bytes);
}

void MsgpackWriter::begin_list(std::size_t size) { begin(size, false); }

void MsgpackWriter::end_list() { end(false); }

void MsgpackWriter::begin_map(std::size_t size) { begin(size, true); }

void MsgpackWriter::end_map() { end(true); }

void MsgpackWriter::encoded(std::string_view msgpack) {
    count_value();
    buffer_.bytes += msgpack;
}

}  // namespace hf
