// Reads YAML into a described value: configuration files and templates.
//
//     Configuration configuration;
//     if (const auto problem = decode_yaml_file("/etc/hostfactory/hostfactoryd.yaml", configuration))
//         std::cerr << in_words(*problem) << '\n';
//     // /etc/hostfactory/hostfactoryd.yaml:14: query.workrs is not known here; did you mean "workers"?
//
// Plain scalars mean what YAML 1.2's core schema says ("no" is a word), and where the
// field is a string they are their own text: `name: 123` and `version: 1.10` need no
// quotes. Unknown, missing and repeated keys are errors (UnknownFields::ignore
// is for who reads one part of a file). A file holds one document; an
// empty one is an empty map. Anchors and aliases work; what they may add up to is limited.
//
// Reads text only; any thread may call it. Never throws. All that is wrong is told at once,
// a line each; the target must then be thrown away.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/errors/finding.hpp"
#include "core/messages/decoder.hpp"

namespace hf {

struct YamlProblem {
    std::string where;  // "file:line", or the file alone where no line is to blame
    std::string path;   // "query.workers"; empty where the text as a whole is wrong
    std::string message;
    std::vector<YamlProblem> others{};  // the further ones
};

// A line for each, without a newline at the end.
[[nodiscard]] std::string in_words(const YamlProblem& problem);

[[nodiscard]] std::optional<YamlProblem> decode_yaml(const std::string& text, const std::string& file_name,
                                                     const TypeInfo& type, void* target,
                                                     UnknownFields unknown = UnknownFields::refuse);
[[nodiscard]] std::optional<YamlProblem> decode_yaml_file(const std::string& file_name, const TypeInfo& type,
                                                          void* target, UnknownFields unknown = UnknownFields::refuse);

// What was found to be wrong with the values of a file that could be read, each with its
// line, or that of the nearest part of its path that the file has. Nothing without findings.
[[nodiscard]] std::optional<YamlProblem> problem_of(const std::string& file_name, std::span<const Finding> findings);

template <class T>
[[nodiscard]] std::optional<YamlProblem> decode_yaml(const std::string& text, const std::string& file_name, T& target,
                                                     UnknownFields unknown = UnknownFields::refuse) {
    return decode_yaml(text, file_name, type_of<T>, &target, unknown);
}

template <class T>
[[nodiscard]] std::optional<YamlProblem> decode_yaml_file(const std::string& file_name, T& target,
                                                          UnknownFields unknown = UnknownFields::refuse) {
    return decode_yaml_file(file_name, type_of<T>, &target, unknown);
}

}  // namespace hf
