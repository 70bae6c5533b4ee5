// Reads YAML into a described value, for configuration files and templates.
//
//     Configuration configuration;
//     if (const auto problem = decode_yaml_file("/etc/hostfactory/hostfactoryd.yaml", configuration))
//         std::cerr << in_words(*problem) << '\n';
//     // /etc/hostfactory/hostfactoryd.yaml:14: query.workrs is not known here; did you mean "workers"?
//
// Plain scalars are resolved by YAML 1.2's core schema ("no" is a word); if the field is a string,
// the scalar's own text is taken: `name: 123` and `version: 1.10` need no quotes. Unknown, missing
// and repeated keys are errors (UnknownFields::ignore is for readers of one part of a file). A file
// holds one document; an empty file is an empty map. Anchors and aliases work, within a limit on
// the elements that they add up to.
//
// Any thread may call it. Never throws. All problems are reported at once, a line each; the target
// must then be thrown away.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/errors/finding.hpp"
#include "core/messages/decoder.hpp"

namespace hf {

struct YamlProblem {
    std::string where;  // "file:line", or only the file if no line is to blame
    std::string path;   // "query.workers"; empty if the text as a whole is wrong
    std::string message;
    std::vector<YamlProblem> others{};  // the further problems
};

// Writes each problem on a line, without a newline at the end.
[[nodiscard]] std::string in_words(const YamlProblem& problem);

[[nodiscard]] std::optional<YamlProblem> decode_yaml(const std::string& text, const std::string& file_name,
                                                     const TypeInfo& type, void* target,
                                                     UnknownFields unknown = UnknownFields::refuse);
[[nodiscard]] std::optional<YamlProblem> decode_yaml_file(const std::string& file_name, const TypeInfo& type,
                                                          void* target, UnknownFields unknown = UnknownFields::refuse);

// Turns findings about a file's values into a problem, each with its line, or with the line of the
// nearest part of its path that the file has. Returns nothing if there are no findings.
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
