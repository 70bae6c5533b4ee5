// UsageError: what to tell a user whose words are no command line.
//
//     try {
//         root.parse(count, words);
//     } catch (const CLI::ParseError& error) {
//         for (const auto& line : usage_error(root, count, words, error)) say(line);
//     }   // there is no "request creat"; did you mean "create"?
//
// Any thread may call it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace hf {

// Names the word that is wrong, and what was probably meant; the last line says where there is help.
std::vector<std::string> usage_error(const CLI::App& root, int count, const char* const* words,
                                     const CLI::ParseError& error);

}  // namespace hf
