// ListQuery: the parameters that all of ORB's lists have, as fields of a list of the daemon's.
//
//     auto query = ListQuery::of(visit);
//     if (!query) return;                                   // it has answered
//     query->filter("status", "status");
//     if (query->is_wrong(visit)) return;
//     visit.errand->ask("ListRequests", query->body(), …);
//
// Used by one thread.
#pragma once

#include "http/orb/fields.hpp"
#include "http/orb/visit.hpp"

namespace hf::http::orb {

class ListQuery {
public:
    // Nothing if the query cannot be read, which is answered then.
    static std::optional<ListQuery> of(const Visit& visit);

    // The parameter `theirs` limits the list by the field `ours`.
    void filter(std::string_view theirs, std::string_view ours);
    // Answers if a parameter is wrong, or one would limit the list and is not known here: a client that asks for some
    // must not be given all.
    [[nodiscard]] bool is_wrong(const Visit& visit);

    [[nodiscard]] const ValueMap& body() const { return body_; }

private:
    explicit ListQuery(Fields fields) : fields_(std::move(fields)) {}

    Fields fields_;
    ValueMap body_;
};

}  // namespace hf::http::orb
