// Fields: what a request in ORB's dialect gives in its body or its query, read as ORB reads it: by either casing, a
// number also as text. What is wrong is collected and reported at once.
//
//     auto fields = Fields::of_body(request.body);
//     if (!fields) return fields.error();  // no JSON, or no object
//     const auto id = fields->text("template_id", Fields::Needed::yes);
//     const auto count = fields->integer("count", {"machine_count", "machineCount"});
//     if (auto wrong = fields->wrong()) return *wrong;  // 422
//
// A field of a body that nobody has asked for is wrong; a parameter of a query that nobody knows is ignored. Whether a
// value makes sense is for the daemon to say. Used by one thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "core/messages/value.hpp"
#include "http/orb/faults.hpp"

namespace hf::http::orb {

class Fields {
public:
    enum class Needed : bool { no, yes };
    using Names = std::initializer_list<std::string_view>;

    static tl::expected<Fields, Response> of_body(std::string_view json);
    static tl::expected<Fields, Response> of_query(std::string_view query);

    // By the name, its camel case, and these other names. Nothing where it is not given, is null, or is wrong.
    [[nodiscard]] std::optional<std::string> text(std::string_view name, Needed needed = Needed::no);
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, Names others = {},
                                                      Needed needed = Needed::no);
    [[nodiscard]] double number(std::string_view name, double least, double most, double otherwise);
    [[nodiscard]] bool flag(std::string_view name, bool otherwise = false);
    [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view name, Needed needed = Needed::no);
    [[nodiscard]] std::optional<ValueMap> map(std::string_view name);

    // Tells what is wrong with the whole.
    void refuse_whole(std::string message);
    // A response if something is wrong. Called last.
    [[nodiscard]] std::optional<Response> wrong();

private:
    struct Taken {
        std::string name;  // as it was given
        Value value;
    };

    Fields(std::string place, ValueMap values) : place_(std::move(place)), values_(std::move(values)) {}
    std::optional<Taken> take(std::string_view name, Names others, Needed needed);
    void refuse(std::string type, const std::string& name, std::string message, const Value& value, Json context = {});

    std::string place_;
    ValueMap values_;
    std::vector<WrongField> wrong_;
};

}  // namespace hf::http::orb
