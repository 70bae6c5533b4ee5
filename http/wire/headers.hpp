// Headers: the header fields of a request or of an answer, in their order.
//
//     Headers headers;
//     headers.set("Content-Type", "application/json");
//     if (const auto* type = headers.find("content-type")) use(*type);
//
// Used by one thread. set() and add() throw std::invalid_argument for a name or a value that would end its line, so
// that nothing which comes from a client begins a header, or an answer, of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hf::http {

class Headers {
public:
    struct Field {
        std::string name;
        std::string value;
    };

    // Replaces all fields of this name.
    void set(std::string_view name, std::string value);
    // Keeps other fields of this name.
    void add(std::string_view name, std::string value);
    void remove(std::string_view name);

    // Returns the first field of this name, in whatever case; null if there is none.
    [[nodiscard]] const std::string* find(std::string_view name) const;
    [[nodiscard]] std::size_t count(std::string_view name) const;
    [[nodiscard]] const std::vector<Field>& all() const { return fields_; }

private:
    std::vector<Field> fields_;
};

// Whether two names are the same but for the case of their letters.
[[nodiscard]] bool same_name(std::string_view one, std::string_view other);

// The text without blanks and tabs around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace hf::http
