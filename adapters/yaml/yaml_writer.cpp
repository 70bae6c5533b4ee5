#include "adapters/yaml/yaml_writer.hpp"

#include <fmt/format.h>
#include <yaml-cpp/emittermanip.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "adapters/yaml/core_schema.hpp"
#include "core/messages/rfc3339.hpp"
#include "core/text/utf8.hpp"

namespace hf {
namespace {

// Readers accept a key on one line with its value only up to 1024 characters.
constexpr std::size_t longest_simple_key = 1000;

// Finds words that YAML 1.1 reads as booleans, as a merge or as a default.
bool is_word_of_yaml_1_1(std::string_view text) {
    constexpr auto words = std::to_array<std::string_view>({"y", "n", "yes", "no", "on", "off", "<<", "="});
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::find(words.begin(), words.end(), lower) != words.end();
}

// Finds dates, clock times (12:30:00 is 45000 in YAML 1.1), 1_000, 0b11 and the like.
bool looks_like_a_number(std::string_view text) {
    return text.find_first_of("0123456789") != std::string_view::npos &&
           text.find_first_not_of("0123456789abcdefABCDEFxXoO_.:+-TZ ") == std::string_view::npos;
}

bool needs_quotes(std::string_view text) {
    return !resolve_plain(text).as<std::string>() || is_word_of_yaml_1_1(text) || looks_like_a_number(text) ||
           text.starts_with("---") || text.starts_with("...");
}

}  // namespace

void YamlWriter::put_string(std::string_view value) {
    if (needs_quotes(value)) out_ << YAML::DoubleQuoted;
    out_ << with_valid_utf8(value);
}

void YamlWriter::null() { out_ << YAML::Null; }
void YamlWriter::boolean(bool value) { out_ << value; }
void YamlWriter::integer(std::int64_t value) { out_ << fmt::to_string(value); }
void YamlWriter::unsigned_integer(std::uint64_t value) { out_ << fmt::to_string(value); }

void YamlWriter::number(double value) {
    if (std::isnan(value)) {
        out_ << ".nan";
    } else if (std::isinf(value)) {
        out_ << (value > 0 ? ".inf" : "-.inf");
    } else {
        auto text = fmt::to_string(value);
        if (text.find_first_of(".e") == std::string::npos) text += ".0";
        out_ << text;
    }
}

void YamlWriter::string(std::string_view value) { put_string(value); }
void YamlWriter::time(Timestamp value) { out_ << rfc3339(value); }

void YamlWriter::begin_list(std::size_t size) {
    if (size == 0) out_ << YAML::Flow;
    out_ << YAML::BeginSeq;
}

void YamlWriter::end_list() { out_ << YAML::EndSeq; }

void YamlWriter::begin_map(std::size_t size) {
    if (size == 0) out_ << YAML::Flow;
    out_ << YAML::BeginMap;
}

void YamlWriter::key(std::string_view name) {
    if (name.size() > longest_simple_key) out_ << YAML::LongKey;
    out_ << YAML::Key;
    put_string(name);
    out_ << YAML::Value;
}

void YamlWriter::end_map() { out_ << YAML::EndMap; }

void YamlWriter::encoded(std::string_view msgpack) {
    auto broken = codec_.parse(msgpack, *this);
    if (broken && !problem_) problem_ = std::move(broken);
}

std::string YamlWriter::text() const { return std::string(out_.c_str(), out_.size()) + '\n'; }

}  // namespace hf
