// Samples: a plausible value for every field, so that a new message has test vectors without any
// code for it.
//
//     const auto full = sampled<CreateRequest>(Which::all);
//     const auto small = sampled<CreateRequest>(Which::required);
//     const auto bytes = sample_bytes(type_of<CreateRequest>, Which::required);   // as a client writes it
//
// The samples are the same at every call; any thread may ask for them. Errors: std::logic_error
// with the field, if a string has a rule of its own and samples.cpp has no text that keeps it.
#pragma once

#include <fmt/format.h>

#include <stdexcept>

#include "core/messages/decoder.hpp"

namespace hf::testing {

enum class Which : std::uint8_t { all, required };  // which fields to write

// Writes the fields in the order of their declaration, and those of nested maps likewise.
void write_sample(const TypeInfo& type, Which which, TokenSink& sink);

std::string sample_bytes(const TypeInfo& type, Which which);

template <class T>
T sampled(Which which) {
    T value{};
    Decoder decoder(type_of<T>, &value);
    write_sample(type_of<T>, which, decoder);
    if (const auto& problem = decoder.problem())
        throw std::logic_error(
            fmt::format("tests/vectors/samples.cpp: {} {}: {}", T::describe.name, problem->path, problem->message));
    return value;
}

}  // namespace hf::testing
