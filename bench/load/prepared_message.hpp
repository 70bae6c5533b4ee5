// PreparedMessage: bytes in which a placeholder is replaced by a number, wherever it stands. Nothing else is left to
// do for each message that is sent.
//
//     const PreparedMessage message(zmtp::frame(codec.encode(…"b-" + std::string(PreparedMessage::placeholder)…)));
//     message.put(out, 7);   // … b-0000000000000007 …
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hf::bench {

class PreparedMessage {
public:
    static constexpr std::string_view placeholder = "0123456789abcdef";

    // Throws std::invalid_argument if there is no placeholder in the bytes.
    explicit PreparedMessage(std::string bytes);

    void put(std::string& out, std::uint64_t number) const;
    // Reads the number at the first placeholder of a text that was made of this message.
    [[nodiscard]] std::uint64_t number_in(std::string_view text) const;
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }

    static void write_number(char* place, std::uint64_t number);
    static std::optional<std::uint64_t> read_number(std::string_view digits);

private:
    std::string bytes_;
    std::vector<std::size_t> places_;
};

}  // namespace hf::bench
