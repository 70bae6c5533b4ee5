#include "client/checkpoint.hpp"

#include <charconv>

namespace hf {
namespace {

constexpr std::string_view beginning = "hostfactory-view 1 ";
// Stands for the id of a store that is not known yet, because the field must not be empty.
constexpr std::string_view no_store = "-";

// Cuts the word before the next space off the line, and returns it.
std::string_view word_of(std::string_view& line) {
    const auto end = std::min(line.find(' '), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

bool read_number(std::string_view word, std::uint64_t& number) {
    const auto* const end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end;
}

}  // namespace

std::string Checkpoint::bytes() const {
    return fmt::format("{}{} {} {}\n{}", beginning, position, store_id.empty() ? no_store : store_id, state.size(),
                       state);
}

tl::expected<Checkpoint, std::string> Checkpoint::of(std::string_view bytes) {
    const auto end = bytes.find('\n');
    auto line = bytes.substr(0, end);
    if (!line.starts_with(beginning) || end == std::string_view::npos)
        return tl::make_unexpected("this is no checkpoint of a view");
    line.remove_prefix(beginning.size());
    Checkpoint checkpoint;
    std::uint64_t length = 0;
    const bool numbered = read_number(word_of(line), checkpoint.position);
    checkpoint.store_id = word_of(line);
    if (!numbered || !read_number(word_of(line), length) || !line.empty())
        return tl::make_unexpected("the first line of the checkpoint makes no sense");
    if (checkpoint.store_id == no_store) checkpoint.store_id.clear();
    checkpoint.state = bytes.substr(end + 1);
    if (checkpoint.state.size() != length)
        return tl::make_unexpected(
            fmt::format("the checkpoint has {} bytes of state where {} were written", checkpoint.state.size(), length));
    return checkpoint;
}

}  // namespace hf
