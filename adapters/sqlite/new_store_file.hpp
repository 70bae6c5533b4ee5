// NewStoreFile: a store's file that is written by us from the first byte to the last, and gets its name when it is
// whole: a backup, or an import.
//
//     NewStoreFile file("/var/backups/hostfactory.db", store_id);  // "….new" until it is published
//     file.put(events, outcomes);                                  // in order
//     file.seal();                                                 // on stable storage; nothing can be added
//     use(file.unfinished());
//     file.publish();  // has its name, also after a power cut
//
// What is left of an earlier attempt of the same user is begun anew; a second process that writes the same file is
// refused. The file has mode 0600, and no log or journal beside it.
//
// Used by one thread. Errors: StoreError. Without publish() the unfinished file is removed.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "adapters/sqlite/connection.hpp"
#include "adapters/system/file_descriptor.hpp"

namespace hf::sqlite {

class NewStoreFile {
public:
    // `replace`: a store's file that has the name already may be replaced, when this one is published.
    NewStoreFile(std::filesystem::path path, const std::string& store_id, bool replace = false,
                 const std::string& vfs = {});
    ~NewStoreFile();
    NewStoreFile(const NewStoreFile&) = delete;
    NewStoreFile& operator=(const NewStoreFile&) = delete;

    void put(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes);
    void forget_events();
    void forget_outcomes();
    // What the store knows about itself, but for its id, its seal and where its events begin.
    void take_over_meta(Connection& from);
    void begins_with(Position first);  // where events before that were pruned
    void sync();

    void seal();
    void publish();

    [[nodiscard]] const std::filesystem::path& unfinished() const { return unfinished_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    void claim();
    void refuse_what_is_there(bool replace) const;

    const std::filesystem::path path_;
    const std::filesystem::path unfinished_;
    FileDescriptor claimed_;
    std::optional<Connection> connection_;
    bool published_ = false;
};

}  // namespace hf::sqlite
