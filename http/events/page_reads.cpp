#include "http/events/page_reads.hpp"

namespace hf::http {
namespace {

CallFailure no_room_for_pages() {
    return {.kind = CallFailure::Kind::given_up,
            .error = error(Code::busy, "the gateway holds as many bytes of answers as it takes")};
}

}  // namespace

void PageReads::read(const ReadEvents& question, const std::optional<std::string>& principal,
                     std::weak_ptr<void> reader, Then then) {
    DaemonCall call{.message = ReadEvents::describe.name, .body = Encoded{wire_codec().encode(question)}};
    call.options.on_behalf_of = principal;
    {
        const MutexLock lock(mutex_);
        if (closed_) return;
        waiting_.push_back({std::move(call), std::move(reader), std::move(then)});
    }
    begin_next();
}

void PageReads::close() {
    std::deque<Wanted> dropped;
    const MutexLock lock(mutex_);
    closed_ = true;
    dropped.swap(waiting_);
}

void PageReads::begin_next() {
    std::shared_ptr<Wanted> next;
    {
        const MutexLock lock(mutex_);
        while (!waiting_.empty() && waiting_.front().reader.expired()) waiting_.pop_front();
        if (closed_ || waiting_.empty() || under_way_ >= at_once_) return;
        next = std::make_shared<Wanted>(std::move(waiting_.front()));
        waiting_.pop_front();
        ++under_way_;
    }
    if (answers_.is_full())
        return workers_.run(
            [self = shared_from_this(), next] { self->finish(*next, tl::make_unexpected(no_room_for_pages())); });
    daemon_.call(next->call,
                 [self = shared_from_this(), next](Called<Encoded> called) { self->take(*next, std::move(called)); });
}

// The events are encoded by a worker, since the thread that brings the page has others to bring.
void PageReads::take(const Wanted& wanted, Called<Encoded> called) {
    if (!called) return finish(wanted, tl::make_unexpected(std::move(called.error())));
    const auto held = std::make_shared<Called<Encoded>>(std::move(called));
    workers_.run([self = shared_from_this(), wanted, held] { self->finish(wanted, self->page_of(*held)); });
}

void PageReads::finish(const Wanted& wanted, Read read) {
    bool is_wanted = false;
    {
        const MutexLock lock(mutex_);
        --under_way_;
        is_wanted = !closed_;
    }
    if (is_wanted && !wanted.reader.expired()) wanted.then(std::move(read));
    begin_next();
}

PageReads::Read PageReads::page_of(const Called<Encoded>& called) {
    auto read = typed<EventsRead>(called);
    if (!read) return tl::make_unexpected(std::move(read.error()));
    PageOfEvents page;
    page.position = read->result.position;
    page.has_more = read->result.has_more;
    page.store_id = std::move(read->result.store_id);
    std::size_t bytes = 0;
    for (const auto& event : read->result.events) {
        auto text = encoded(event);
        if (!text) return tl::make_unexpected(unreadable({{}, std::move(text.error())}, called->id));
        bytes += (*text)->size();
        page.events.push_back(std::move(*text));
    }
    page.held = answers_.add(bytes);
    return page;
}

}  // namespace hf::http
