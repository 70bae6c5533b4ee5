// Packing: a described struct as few bytes, for memory and for files of one version. Fields have no names: what is
// there is said by a bit each, and a field that has its default takes no more than that. So bytes are read only by a
// declaration with the same layout().
//
//     const std::string bytes = packing_of<Request>().pack(&request);
//     Request again;
//     if (const auto wrong = packing_of<Request>().unpack(bytes, &again)) refuse(*wrong);
//     packing_of<Request>().begins_with(bytes, "req-1");  // whether the first field is this text, without unpacking
//
// Numbers take as many bytes as they need, times are kept as their distance from the time before, and a UUID within a
// text takes its 16 bytes. Bytes may come from a file, and are hostile: unpack() says what is wrong with them.
//
// Stateless after construction; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/messages/describe.hpp"

namespace hf {

class Packing {
public:
    // `fresh`: a default-constructed object of the type; it must stay.
    Packing(const TypeInfo& type, const void* fresh);

    [[nodiscard]] std::string pack(const void* object) const;
    // Whatever the object held before is replaced. Says what is wrong; the object is then to be thrown away. It goes
    // faster with the bytes from which an object that is used again was unpacked, if nobody has changed it since.
    [[nodiscard]] std::optional<std::string> unpack(std::string_view bytes, void* object,
                                                    std::string_view bytes_before = {}) const;

    [[nodiscard]] std::size_t field_named(std::string_view name) const;
    // The value of a field that is an unsigned number; nothing where the bytes are wrong.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view bytes, std::size_t field) const;
    // The value of a field that is a text; empty where the bytes are wrong.
    [[nodiscard]] std::string text(std::string_view bytes, std::size_t field) const;
    [[nodiscard]] std::string first(std::string_view bytes) const { return text(bytes, 0); }
    [[nodiscard]] bool begins_with(std::string_view bytes, std::string_view first) const;

    // Changes with the names, types and words of the fields.
    [[nodiscard]] std::uint64_t layout() const;

private:
    [[nodiscard]] std::size_t flag_bytes() const { return (type_.fields.size() + 7) / 8; }

    const TypeInfo& type_;
    const void* fresh_;
    std::vector<std::string> defaults_;  // of each field; empty where there is none
};

template <Described T>
const Packing& packing_of() {
    static const T fresh{};
    static const Packing packing(whole_type_of<T>, &fresh);
    return packing;
}

}  // namespace hf
