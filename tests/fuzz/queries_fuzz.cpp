// Queries with any body: each gets a reply that says what is true as of the last event, or why there is none (P7).
//
// An input is a query: two bytes for the type, one for the form, and the body.
#include "core/catalogue.hpp"
#include "tests/fuzz/support/lively_site.hpp"
#include "tests/fuzz/support/messages.hpp"
#include "tests/fuzz/support/site_queries.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

constexpr unsigned as_it_stands = 1;

const Messages& queries() {
    static const Messages all([] {
        Catalogue catalogue;
        add_every_query(catalogue);
        return catalogue.types();
    }());
    return all;
}

void feed(std::string_view input) {
    static const SiteQueries site;
    Bytes bytes(input);
    const auto& type = queries().chosen(bytes);
    const bool literal = (bytes.byte() & as_it_stands) != 0;
    QueryEnvelope query;
    query.v = protocol_version;
    query.id = {"q-1"};
    query.type = type.name;
    query.body.msgpack = data_for(*type.body, literal, bytes, site.codec(), words_of_the_site());
    // Bytes that are no msgpack can't stand in an envelope; the target "envelopes" has such messages.
    Value any;
    if (site.codec().decode(query.body.msgpack, any)) return;

    const auto reply = site.reply_to(site.codec().encode(query));
    require(reply.id == "q-1", "the reply is the query's");
    if (reply.error) {
        require(reply.error->code != Code::internal && reply.error->code != Code::storage_error,
                "a refusal is no failure of ours");
        require(!reply.error->message.empty(), "a refusal says why");
    } else {
        require(reply.position == site.position(), "an answer reflects the last event");
        require(reply.result && !site.codec().decode(reply.result->msgpack, any), "an answer can be read");
    }
}

const FuzzTarget target("queries", feed);

}  // namespace
}  // namespace hf::fuzz
