#include "tests/instructions/measured_site.hpp"

#include <limits>
#include <stdexcept>

#include "core/catalogue.hpp"

namespace hf::instructions {

MeasuredSite::MeasuredSite()
    : ledger_({clock_, ids_, store_, codec_, limits_, types_, queue_,
               [](const std::string& what) { throw std::logic_error(what); }}),
      committer_({clock_, queue_, store_, codec_, ledger_, models_, *this,
                  [](const std::string& what) { throw std::logic_error(what); }}),
      pipeline_(
          {.clock = clock_, .codec = codec_, .access = access_, .bus = commands_, .ledger = ledger_, .workers = 0}),
      queries_(codec_, access_,
               {.models = models_, .store = store_, .limits = limits_, .types = types_, .clock = clock_, .status = [] {
                    return DaemonStatus{};
                }}) {
    add_every_command(commands_);
    add_every_query(queries_);
    const Events facts{testing::provider_registered(), testing::template_created("small", {.max_number = -1})};
    ledger_.decide(
        {{}, ids_.next(), {}, std::nullopt},
        [&](const State&, const Context&) -> AnyDecision {
            return AnyAccepted{{}, facts};
        },
        [](const CommandOutcome*, bool, auto) {});
    committer_.step();
}

void MeasuredSite::command(std::string message) {
    bool replied = false;
    pipeline_.submit(std::move(message),
                     [&](const std::string& reply) {
                         check(reply);
                         replied = true;
                     },
                     {});
    pipeline_.step();
    committer_.step();
    if (!replied) throw std::logic_error("a command has no reply");
}

void MeasuredSite::query(std::string_view message) const { check(queries_.reply_to(message, {})); }

void MeasuredSite::check(std::string_view reply) const {
    Reply decoded;
    if (codec_.decode(reply, decoded) || decoded.status != ReplyStatus::ok)
        throw std::logic_error(decoded.error ? decoded.error->message : "a reply can't be read");
}

RequestId MeasuredSite::a_request() const {
    return models_.read([](const View& view) { return (*view.state.requests().begin()).request_id; });
}

std::vector<RecordedEvent> MeasuredSite::history() const {
    return store_.read(0, std::numeric_limits<std::size_t>::max(), std::numeric_limits<std::size_t>::max());
}

}  // namespace hf::instructions
