// ReaderPool: connections for reading, with their statements. Each reading thread borrows one; there
// are as many as ever read at once.
//
//     ReaderPool readers(path, vfs);
//     auto pages = readers.with_reader([](Reader& reader) { return reader.connection.integer("PRAGMA page_count"); });
//     readers.close();  // when nobody reads any more
//
// Thread-safe but for close(). A reader whose use threw is not used again. Errors: StoreError.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "core/threads/mutex.hpp"

namespace hf::sqlite {

struct Reader {
    Reader(const std::filesystem::path& path, const std::string& vfs);

    Connection connection;
    Statement events;    // after ?1, up to ?2
    Statement outcomes;  // from ?1 on
};

class ReaderPool {
public:
    ReaderPool(std::filesystem::path path, std::string vfs) : path_(std::move(path)), vfs_(std::move(vfs)) {}

    template <class Use>
    auto with_reader(Use use) EXCLUDES(mutex_) {
        auto reader = take();
        auto result = use(*reader);
        const MutexLock lock(mutex_);
        idle_.push_back(std::move(reader));
        return result;
    }

    void close() EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        idle_.clear();
    }

private:
    std::unique_ptr<Reader> take() EXCLUDES(mutex_);

    const std::filesystem::path path_;
    const std::string vfs_;
    Mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_ GUARDED_BY(mutex_);
};

}  // namespace hf::sqlite
