#include "adapters/yaml/yaml_source.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <sstream>
#include <system_error>

#include "adapters/yaml/core_schema.hpp"
#include "core/text/utf8.hpp"

namespace hf {
namespace {

constexpr std::string_view plain = "?";
constexpr std::string_view quoted = "!";

// Hands a tree of nodes to a Decoder, and knows the line of what it handed over last.
class Walk {
public:
    explicit Walk(Decoder& decoder) : decoder_(decoder) {}

    [[nodiscard]] int line() const { return line_; }

    void value(const YAML::Node& node) {
        // An empty value is marked where the next thing begins; its key's line says more.
        if (!node.IsNull()) at(node);
        switch (node.Type()) {
            case YAML::NodeType::Undefined:
            case YAML::NodeType::Null: return decoder_.null();
            case YAML::NodeType::Scalar: return scalar(node);
            case YAML::NodeType::Sequence: return list(node);
            case YAML::NodeType::Map: return map(node);
        }
    }

private:
    void at(const YAML::Node& node) {
        if (!node.Mark().is_null()) line_ = node.Mark().line + 1;
    }

    void scalar(const YAML::Node& node) {
        const auto& text = node.Scalar();
        if (node.Tag() == quoted || node.Tag() == "tag:yaml.org,2002:str") return decoder_.string(text);
        if (node.Tag() != plain) return unknown_tag(node);
        if (decoder_.wants_text()) return decoder_.string(text);
        const auto meaning = resolve_plain(text);
        if (const auto* number = meaning.as<double>(); number && !std::isfinite(*number))
            return decoder_.fail(fmt::format("must be a finite number, not {}", shortened(text)));
        write(meaning, decoder_);
    }

    void list(const YAML::Node& node) {
        if (node.Tag() != plain && node.Tag() != "tag:yaml.org,2002:seq") return unknown_tag(node);
        decoder_.begin_list(node.size());
        for (const auto& element : node) {
            if (decoder_.failed()) return;
            value(element);
        }
        if (decoder_.failed()) return;
        at(node);
        decoder_.end_list();
    }

    void map(const YAML::Node& node) {
        if (node.Tag() != plain && node.Tag() != "tag:yaml.org,2002:map") return unknown_tag(node);
        decoder_.begin_map(node.size());
        for (const auto& entry : node) {
            if (decoder_.failed()) return;
            at(entry.first);
            if (!entry.first.IsScalar()) return decoder_.fail("a key must be a word");
            decoder_.key(entry.first.Scalar());
            if (decoder_.failed()) return;
            value(entry.second);
        }
        if (decoder_.failed()) return;
        at(node);
        decoder_.end_map();
    }

    void unknown_tag(const YAML::Node& node) {
        decoder_.fail(fmt::format("has the tag \"{}\", which is not known here", shortened(node.Tag())));
    }

    Decoder& decoder_;
    int line_ = 1;
};

}  // namespace

std::string in_words(const YamlProblem& problem) {
    const auto* const blank = problem.path.empty() ? "" : " ";
    return fmt::format("{}: {}{}{}", problem.where, problem.path, blank, problem.message);
}

std::optional<YamlProblem> decode_yaml(const std::string& text, const std::string& file_name, const TypeInfo& type,
                                       void* target, UnknownFields unknown) try {
    const auto at_line = [&](auto line) { return fmt::format("{}:{}", file_name, line); };
    if (const auto good = utf8_prefix(text); good < text.size()) {
        const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(good), '\n');
        return YamlProblem{at_line(lines + 1), {}, "the text is not valid UTF-8"};
    }

    std::vector<YAML::Node> documents;
    try {
        // At the end of the text the parser forgives a quote that was never closed, and
        // what follows it would be lost without a word; at an end mark it complains.
        const auto* const mark = text.empty() || text.ends_with('\n') ? "...\n" : "\n...\n";
        documents = YAML::LoadAll(text + mark);
    } catch (const YAML::Exception& e) {
        return YamlProblem{e.mark.is_null() ? file_name : at_line(e.mark.line + 1), {}, e.msg};
    }
    if (documents.size() > 1) {
        const auto mark = documents[1].Mark();
        return YamlProblem{mark.is_null() ? file_name : at_line(mark.line + 1),
                           {},
                           "a second document begins here; there may be only one"};
    }

    Decoder decoder(type, target, unknown);
    Walk walk(decoder);
    if (documents.empty() || documents[0].IsNull()) {
        decoder.begin_map(0);
        decoder.end_map();
    } else {
        walk.value(documents[0]);
    }
    if (const auto& problem = decoder.problem())
        return YamlProblem{at_line(walk.line()), problem->path, problem->message};
    return std::nullopt;
} catch (const std::exception& e) {
    return YamlProblem{file_name, {}, fmt::format("it can't be read: {}", e.what())};
}

std::optional<YamlProblem> decode_yaml_file(const std::string& file_name, const TypeInfo& type, void* target,
                                            UnknownFields unknown) {
    const auto unreadable = [&] {
        return YamlProblem{file_name, {}, "it can't be read: " + std::generic_category().message(errno)};
    };
    errno = 0;
    std::ifstream file(file_name, std::ios::binary);
    if (!file) return unreadable();
    std::ostringstream text;
    // An empty file makes this operator fail, and a directory makes it fail with an errno.
    if (!(text << file.rdbuf()) && errno != 0) return unreadable();
    return decode_yaml(std::move(text).str(), file_name, type, target, unknown);
}

}  // namespace hf
