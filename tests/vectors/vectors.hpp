// Vectors: the contents of docs/vectors, with which clients in other languages can be checked
// against the bytes: every command, query, reply and event with all its fields and with only the
// required ones, the heartbeat, refusals, and values that show the encoding.
//
//     for (const auto& file : vector_files()) write(directory / file.name, text_of(file));
//
// All of it follows from the declarations and from samples.hpp. Any thread may call the functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/messages/value.hpp"

namespace hf::testing {

struct Vector {
    std::string name;
    std::string kind;                    // command, query, reply, error, event, heartbeat or value
    std::string type;                    // the type of a message or event, the code of an error
    std::string bytes;                   // the canonical encoding
    std::optional<std::string> topic{};  // the first frame, if it is on the feed
    std::vector<std::string> also{};     // encodings that must be read as the same
};

struct VectorFile {
    std::string name;
    std::vector<Vector> vectors;
};

std::vector<VectorFile> vector_files();

// Writes JSON: a list of maps, one for each vector.
std::string text_of(const VectorFile& file);

// A valid encoding that differs from the canonical one as much as possible: the longest forms of
// everything, and maps in reverse order.
std::string encoded_otherwise(const Value& value);

std::string to_hex(std::string_view bytes);
std::string from_hex(std::string_view digits);

}  // namespace hf::testing
