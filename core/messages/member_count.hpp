// declares_every_member: whether a struct's describe speaks of each of its members, so that a
// forgotten one does not compile:
//
//     static_assert(declares_every_member<Request>);
//
// For aggregates; the base of one that has a base is named after it.
#pragma once

#include "core/messages/describe.hpp"

namespace hf {
namespace detail {

struct AnyMember {
    template <class Member>
    operator Member() const;
};

// The most initialisers that T takes.
template <class T, class... Members>
constexpr std::size_t member_count() {
    if constexpr (requires { T{Members{}..., AnyMember{}}; })
        return member_count<T, Members..., AnyMember>();
    else
        return sizeof...(Members);
}

}  // namespace detail

// Each field() and each flat() of a declaration is of one member. A base takes one initialiser.
template <Described T, class... Base>
inline constexpr bool declares_every_member = T::describe.members ==
                                              detail::member_count<T>() +
                                                  (std::size_t{0} + ... + (detail::member_count<Base>() - 1));

}  // namespace hf
