#include "http/events/event_readers.hpp"

namespace hf::http {

std::shared_ptr<EventReader> EventReaders::admit(EventWish wish) {
    if (count_->fetch_add(1) >= most_) {
        --*count_;
        return nullptr;
    }
    const std::shared_ptr<const void> place(count_.get(), [count = count_](const void*) { --*count; });
    const MutexLock lock(mutex_);
    auto reader = std::make_shared<EventReader>(around_, std::move(wish), ++last_number_, place);
    readers_.push_back(reader);
    return reader;
}

std::vector<std::shared_ptr<EventReader>> EventReaders::all() {
    std::vector<std::shared_ptr<EventReader>> living;
    const MutexLock lock(mutex_);
    living.reserve(readers_.size());
    std::erase_if(readers_, [&](const auto& each) {
        auto reader = each.lock();
        if (!reader) return true;
        living.push_back(std::move(reader));
        return false;
    });
    return living;
}

void EventReaders::ring() {
    for (const auto& reader : all()) reader->ring();
}

void EventReaders::tick(EventReader::Time now, const std::string& trouble) {
    for (const auto& reader : all()) reader->tick(now, trouble);
}

void EventReaders::finish(std::string_view name, std::string_view detail) {
    for (const auto& reader : all()) reader->finish(name, detail);
}

}  // namespace hf::http
