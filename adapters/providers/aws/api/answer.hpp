// Answer: an answer of a Query API, and the checks that tell it from anything else that may come back: the page of a
// proxy, of a captive portal or of a wrong endpoint may be well-formed and come with status 200. What is taken for an
// answer by mistake would be the news that all machines are gone.
//
//     if (const auto wrong = problem_of_answer("DescribeInstances", document); !wrong.empty()) …   // in words
//     const XmlAnswer answer(std::move(document));
//     use(answer.child("reservationSet"), answer.request_id());
//
// Pure functions; thread-safe.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>

#include "core/messages/timestamp.hpp"

namespace hf::aws {

// An answer's document; root() is its root element.
class XmlAnswer {
public:
    explicit XmlAnswer(pugi::xml_document document, std::optional<Timestamp> at = {})
        : document_(std::move(document)), at_(at) {}
    [[nodiscard]] pugi::xml_node root() const { return document_.document_element(); }
    [[nodiscard]] pugi::xml_node child(const char* name) const { return root().child(name); }
    // The text of a child, or an empty string.
    [[nodiscard]] std::string text(const char* name) const { return child(name).text().get(); }
    [[nodiscard]] std::string request_id() const;
    // When the service answered, by its own clock; nothing if it doesn't say. Measure the age of what it says by this:
    // the clock of this host may be wrong, or may have been set meanwhile.
    [[nodiscard]] std::optional<Timestamp> at() const { return at_; }

private:
    pugi::xml_document document_;
    std::optional<Timestamp> at_;
};

// AWS's id of the request, where EC2 and where the other services write it; empty if there is none.
[[nodiscard]] std::string request_id_in(pugi::xml_node root);

// Why the document is not the answer of the action, in words; empty if it is the answer. An answer has the action's
// name, a request id, and the part that holds what was asked for, even if that part is empty.
[[nodiscard]] std::string problem_of_answer(const std::string& action, const pugi::xml_document& document);

}  // namespace hf::aws
