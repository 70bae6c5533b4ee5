// Rare: an optional value for a member that is nearly always empty. It takes eight bytes until it
// holds a value.
//
//     Rare<RequestId> retried_by;
//     retried_by = id;
//     if (retried_by) use(*retried_by);
//
// A std::optional<std::string> takes forty bytes, and there are millions of aggregates. Copying a
// Rare copies its value. Not thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace hf {

template <class T>
class Rare {
public:
    Rare() = default;
    Rare(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Rare(std::optional<T> value) : value_(value ? std::make_unique<T>(std::move(*value)) : nullptr) {}
    Rare(const Rare& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(Rare other) noexcept {
        value_ = std::move(other.value_);
        return *this;
    }
    ~Rare() = default;

    T& emplace() { return *(value_ = std::make_unique<T>()); }
    void reset() { value_.reset(); }

    [[nodiscard]] bool has_value() const { return value_ != nullptr; }
    explicit operator bool() const { return has_value(); }
    const T& operator*() const { return *value_; }
    T& operator*() { return *value_; }
    const T* operator->() const { return value_.get(); }
    T* operator->() { return value_.get(); }
    [[nodiscard]] T value_or(T otherwise) const { return value_ ? *value_ : std::move(otherwise); }

    friend bool operator==(const Rare& a, const Rare& b) { return a && b ? *a == *b : !a && !b; }

private:
    std::unique_ptr<T> value_;
};

}  // namespace hf
