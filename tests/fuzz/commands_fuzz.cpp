// Commands with any body, one after another, decided by a real ledger: each is accepted or refused for a reason, the
// ledger goes on (P7), and the events alone give the state that decisions are made on (P9).
//
// An input is a list of commands: two bytes for the type, one for the form, and the body.
#include "core/catalogue.hpp"
#include "tests/fuzz/support/lively_site.hpp"
#include "tests/fuzz/support/messages.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

constexpr int most_commands = 12;
constexpr unsigned as_it_stands = 1;
constexpr unsigned versioned = 2;
constexpr unsigned an_hour_later = 4;

const Messages& commands() {
    static const Messages all([] {
        Catalogue catalogue;
        add_every_command(catalogue);
        return catalogue.types();
    }());
    return all;
}

void feed(std::string_view input) {
    auto site = testing::given(lively_site());
    Bytes bytes(input);
    for (int i = 0; i < most_commands && !bytes.empty(); ++i) {
        const auto& type = commands().chosen(bytes);
        const auto form = bytes.byte();
        const auto version = (form & versioned) != 0 ? std::optional<Version>(bytes.byte()) : std::nullopt;
        if ((form & an_hour_later) != 0) site.later(std::chrono::hours{1});
        site.when_bytes(type.name,
                        data_for(*type.body, (form & as_it_stands) != 0, bytes, site.codec(), words_of_the_site()),
                        version);
        if (site.accepted()) continue;
        const auto error = site.error();
        require(error.code != Code::internal && error.code != Code::storage_error, "a refusal is no failure of ours");
        require(!error.message.empty(), "a refusal says why");
        require(site.events().empty(), "a refused command has no events");
    }
    require(is_consistent(site.state()), "what is derived is what the aggregates say");
    require(same_as_replayed(site), "the events alone give the state");
}

const FuzzTarget target("commands", feed);

}  // namespace
}  // namespace hf::fuzz
