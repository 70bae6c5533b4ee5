// Form: the parameters of a Query API call, in the order in which they were added, and their
// encoding as application/x-www-form-urlencoded.
//
//     Form form;
//     form.add("Action", "DescribeInstances").add("Filter.1.Name", "instance-id");
//     http.send({.method = "POST", .url = url, .body = form.encoded()});
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hf::aws {

// Encodes all characters but letters, digits and -._~ as %XX; `keep` lists further characters to leave.
std::string percent_encoded(std::string_view text, std::string_view keep = {});

class Form {
public:
    Form& add(std::string name, std::string value) {
        fields_.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    // Replaces the parameter of that name, or adds it.
    Form& set(const std::string& name, std::string value);

    [[nodiscard]] bool has(const std::string& name, const std::string& value) const;
    // The value of the parameter of that name, or nothing.
    [[nodiscard]] std::optional<std::string> value(const std::string& name) const;
    // The numbers N of the parameters "<list>N.…", in rising order: form.numbers_in("NetworkInterface.").
    [[nodiscard]] std::set<std::size_t> numbers_in(const std::string& list) const;
    [[nodiscard]] std::string encoded() const;
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace hf::aws
