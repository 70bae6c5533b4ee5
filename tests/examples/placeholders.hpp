// What a reader of an example would write himself. It only has to compile.
#pragma once

namespace hf {

template <class... T>
void use(const T&...) {}
template <class... T>
void show(const T&...) {}
template <class... T>
void send(const T&...) {}
template <class... T>
void fail(const T&...) {}

}  // namespace hf
