#include "adapters/providers/aws/ec2/console_output.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <vector>

#include "core/text/utf8.hpp"

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

constexpr auto left_alone_for = 5min;
constexpr std::size_t most_lines = 5;
constexpr std::size_t most_words_of_console = 500;
// More than five lines of a console take; EC2 gives up to 64 KB.
constexpr std::size_t most_read = 4'096;
constexpr char escape = '\x1b';

// The last bytes of a text in base64; empty if the text is none.
std::string decoded_end(std::string_view encoded) {
    std::string text;
    for (const char c : encoded)
        if (c != '\n' && c != '\r' && c != ' ') text += c;
    if (text.empty() || text.size() % 4 != 0) return {};
    if (text.size() > most_read) text.erase(0, text.size() - most_read);
    std::string bytes(text.size() / 4 * 3, '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (size < 0) return {};
    // The padding is decoded to zeros.
    const auto padding = text.size() - (text.find_last_not_of('=') + 1);
    bytes.resize(static_cast<std::size_t>(size) - std::min<std::size_t>(padding, 2));
    return bytes;
}

// Without "ESC [ … letter", by which consoles colour their words, and without other control characters.
std::string without_controls(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == escape && i + 1 < text.size() && text[i + 1] == '[') {
            i += 2;
            while (i < text.size() && (text[i] < '@' || text[i] > '~')) ++i;
            continue;
        }
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        // U+0080 to U+009F, in two bytes, steer terminals too.
        const bool in_two_bytes = byte == 0xc2 && next >= 0x80 && next <= 0x9f;
        plain += in_two_bytes || byte < 0x20 || byte == 0x7f ? ' ' : text[i];
        if (in_two_bytes) ++i;
    }
    return plain;
}

std::string_view without_blanks_around(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string last_lines_of_console(std::string_view encoded) {
    const auto bytes = decoded_end(encoded);
    std::vector<std::string> lines;  // the last one first
    std::size_t words = 0;
    for (std::string_view left = bytes; !left.empty() && lines.size() < most_lines && words < most_words_of_console;) {
        const auto end = left.find_last_of('\n');
        const auto line = without_controls(left.substr(end == std::string_view::npos ? 0 : end + 1));
        left = end == std::string_view::npos ? std::string_view{} : left.substr(0, end);
        auto valid = with_valid_utf8(without_blanks_around(line));
        if (valid.empty()) continue;
        valid = shortened(valid, most_words_of_console - words);
        words += valid.size();
        lines.push_back(std::move(valid));
    }
    std::reverse(lines.begin(), lines.end());
    return fmt::format("{}", fmt::join(lines, " | "));
}

std::string ConsoleOutput::last_words(const std::string& instance) {
    {
        const MutexLock lock(mutex_);
        if (std::chrono::steady_clock::now() < left_alone_until_) return {};
    }
    const auto answer = ec2_.query("GetConsoleOutput", Form().add("InstanceId", instance));
    if (!answer) {
        const MutexLock lock(mutex_);
        left_alone_until_ = std::chrono::steady_clock::now() + left_alone_for;
        return {};
    }
    return last_lines_of_console(answer->text("output"));
}

}  // namespace hf::aws
