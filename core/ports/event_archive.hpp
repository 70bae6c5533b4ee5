// EventArchive keeps events that the store has pruned, for readers that need all history: an old
// subscriber, an auditor, or a start that has lost its snapshot.
//
//     auto writing = archive.begin(first, last);
//     for (…) writing->put(event);
//     writing->finish();                             // on stable storage when it returns
//
//     archive.read(0, [](RecordedEvent event) { … });  // in order, each once
//
// begin() by one thread at a time; read() by any. Errors: ArchiveError, which names the file.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/domain/history/recorded_event.hpp"

namespace hf {

class ArchiveError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class EventArchive {
public:
    // A writing that is destroyed before finish() leaves nothing behind.
    class Writing {
    public:
        virtual ~Writing() = default;
        virtual void put(const RecordedEvent& event) = 0;
        virtual void finish() = 0;
    };

    virtual ~EventArchive() = default;
    virtual std::unique_ptr<Writing> begin(Position first, Position last) = 0;
    // Calls `each` for all archived events after a position.
    virtual void read(Position after, const std::function<void(RecordedEvent)>& each) const = 0;
    [[nodiscard]] virtual std::string location() const = 0;  // for people
};

}  // namespace hf
