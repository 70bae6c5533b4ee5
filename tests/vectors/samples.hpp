// Samples: a plausible value for every field there is, so that a new message has test
// vectors without a line of code for it.
//
//     const auto full = sampled<CreateRequest>(Which::all);
//     const auto small = sampled<CreateRequest>(Which::required);
//     const auto bytes = sample_bytes(type_of<CreateRequest>, Which::required);   // as a client writes it
//
// The same at every call; any thread. Errors: std::logic_error, with the field, where a
// string has a rule of its own and samples.cpp knows none that keeps it.
#pragma once

#include <fmt/format.h>

#include <stdexcept>

#include "core/messages/decoder.hpp"

namespace hf::testing {

enum class Which : std::uint8_t { all, required };  // of the fields

// The fields in the order of their declaration; those of nested maps likewise.
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
