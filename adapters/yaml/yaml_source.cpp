#include "adapters/yaml/yaml_source.hpp"

#include <fmt/format.h>

#include <yaml-cpp/yaml.h>
#include <tl/expected.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <sstream>
#include <system_error>

#include "adapters/yaml/core_schema.hpp"
#include "adapters/yaml/second_document.hpp"
#include "core/text/utf8.hpp"

namespace hf {
namespace {

constexpr std::string_view plain = "?";
constexpr std::string_view quoted = "!";

// Feeds a tree of nodes to a Decoder, and keeps the line of the last node and of each problem that
// the decoder found.
class Walk {
public:
    explicit Walk(Decoder& decoder) : decoder_(decoder) {}

    [[nodiscard]] const std::vector<int>& lines_of_problems() {
        note_lines();
        return lines_;
    }

    void value(const YAML::Node& node) {
        // YAML marks an empty value where the next node begins; the line of its key is more helpful.
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
        note_lines();
        if (!node.Mark().is_null()) line_ = node.Mark().line + 1;
    }

    void note_lines() { lines_.resize(decoder_.problems(), line_); }

    void scalar(const YAML::Node& node) {
        const auto& text = node.Scalar();
        if (node.Tag() == quoted || node.Tag() == "tag:yaml.org,2002:str") return decoder_.string(text);
        if (node.Tag() != plain) return unknown_tag(node);
        if (decoder_.wants_text()) return decoder_.string(text);
        const auto meaning = resolve_plain(text);
        if (const auto* number = meaning.as<double>(); number && !std::isfinite(*number))
            return decoder_.wrong_value(fmt::format("must be a finite number, not {}", shortened(text)));
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
            if (!entry.first.IsScalar()) return decoder_.fail("a key must be a single value");
            decoder_.key(entry.first.Scalar());
            if (decoder_.failed()) return;
            value(entry.second);
        }
        if (decoder_.failed()) return;
        at(node);
        decoder_.end_map();
    }

    void unknown_tag(const YAML::Node& node) {
        decoder_.wrong_value(fmt::format("has the tag \"{}\", which is not known here", shortened(node.Tag())));
    }

    Decoder& decoder_;
    int line_ = 1;
    std::vector<int> lines_;
};

// Returns the file's text, or why it cannot be read.
tl::expected<std::string, std::string> text_of(const std::string& file_name) {
    const auto unreadable = [] {
        return tl::make_unexpected("it can't be read: " + std::generic_category().message(errno));
    };
    errno = 0;
    std::ifstream file(file_name, std::ios::binary);
    if (!file) return unreadable();
    std::ostringstream text;
    // The operator fails for an empty file and for a directory, but only for a directory with an errno.
    if (!(text << file.rdbuf()) && errno != 0) return unreadable();
    return std::move(text).str();
}

// Takes the first step off a path like "providers[1].name": a key, or an index in brackets.
std::string_view take_step(std::string_view& path) {
    if (path.starts_with('.')) path.remove_prefix(1);
    const auto step = path.substr(0, path.starts_with('[') ? path.find(']') + 1 : path.find_first_of(".["));
    path.remove_prefix(step.size());
    return step;
}

// Recursive, because assigning to a node would change the tree.
int line_of(const YAML::Node& node, std::string_view path, int line) {
    if (path.empty()) return line;
    const auto step = take_step(path);
    std::size_t index = 0;
    for (const auto& entry : node) {
        if (node.IsSequence() && step == fmt::format("[{}]", index++))
            return line_of(entry, path, entry.Mark().line + 1);
        if (node.IsMap() && entry.first.IsScalar() && entry.first.Scalar() == step)
            return line_of(entry.second, path, entry.first.Mark().line + 1);
    }
    return line;
}

}  // namespace

std::string in_words(const YamlProblem& problem) {
    const auto* const blank = problem.path.empty() ? "" : " ";
    auto text = fmt::format("{}: {}{}{}", problem.where, problem.path, blank, problem.message);
    for (const auto& other : problem.others) text += "\n" + in_words(other);
    return text;
}

std::optional<YamlProblem> decode_yaml(const std::string& text, const std::string& file_name, const TypeInfo& type,
                                       void* target, UnknownFields unknown) try {
    const auto at_line = [&](auto line) { return fmt::format("{}:{}", file_name, line); };
    const auto at_offset = [&](std::size_t offset) {
        return at_line(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n') + 1);
    };
    const auto at_mark = [&](const YAML::Mark& mark) { return mark.is_null() ? file_name : at_line(mark.line + 1); };
    if (const auto good = utf8_prefix(text); good < text.size())
        return YamlProblem{at_offset(good), {}, "the text is not valid UTF-8"};

    // The parser would take a zero among the first bytes for UTF-16, and the rest for other characters than they are.
    if (const auto zero = text.find('\0'); zero != std::string::npos)
        return YamlProblem{at_offset(zero), {}, "the text has a zero byte"};

    YAML::Node document;
    try {
        // At the end of the text the parser accepts a quote that was never closed, and would
        // silently lose what follows it; at an end mark it reports the mistake.
        const auto marked = text + (text.empty() || text.ends_with('\n') ? "...\n" : "\n...\n");
        if (const auto mark = second_document(marked))
            return YamlProblem{at_mark(*mark), {}, "a second document begins here; there may be only one"};
        document = YAML::Load(marked);
    } catch (const YAML::Exception& e) {
        return YamlProblem{at_mark(e.mark), {}, with_valid_utf8(e.msg)};
    }

    Decoder decoder(type, target, unknown);
    Walk walk(decoder);
    if (document.IsNull()) {
        decoder.begin_map(0);
        decoder.end_map();
    } else {
        walk.value(document);
    }
    const auto& problem = decoder.problem();
    if (!problem) return std::nullopt;
    const auto& lines = walk.lines_of_problems();
    YamlProblem told{at_line(lines[0]), problem->path, problem->message};
    for (std::size_t i = 0; i < problem->others.size(); ++i)
        told.others.push_back({at_line(lines[i + 1]), problem->others[i].path, problem->others[i].message});
    return told;
} catch (const std::exception& e) {
    return YamlProblem{file_name, {}, fmt::format("it can't be read: {}", e.what())};
}

std::optional<YamlProblem> decode_yaml_file(const std::string& file_name, const TypeInfo& type, void* target,
                                            UnknownFields unknown) {
    const auto text = text_of(file_name);
    if (!text) return YamlProblem{file_name, {}, text.error()};
    return decode_yaml(*text, file_name, type, target, unknown);
}

std::optional<YamlProblem> problem_of(const std::string& file_name, std::span<const Finding> findings) try {
    if (findings.empty()) return std::nullopt;
    const YAML::Node root = YAML::Load(text_of(file_name).value_or(""));
    const auto told = [&](const Finding& finding) {
        return YamlProblem{fmt::format("{}:{}", file_name, line_of(root, finding.field, 1)), finding.field,
                           finding.message};
    };
    auto problem = told(findings.front());
    for (const auto& other : findings.subspan(1)) problem.others.push_back(told(other));
    return problem;
} catch (const std::exception& e) {
    return YamlProblem{file_name, findings.front().field, findings.front().message};
}

}  // namespace hf
