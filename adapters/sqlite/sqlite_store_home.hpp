// SqliteStoreHome: where a store is at work, in its table `meta`: a copy of the file has it, too.
//
// Thread-safety and errors: as the port says.
#pragma once

#include "adapters/sqlite/fair_mutex.hpp"
#include "adapters/sqlite/owned_file.hpp"
#include "core/ports/store_home.hpp"

namespace hf::sqlite {

// Within a transaction of the caller's, or as one of its own.
void write_home(Connection& connection, const Home& home);

class SqliteStoreHome final : public StoreHome {
public:
    // `commits` keeps its transaction apart from others of the same connection. Both outlive this.
    SqliteStoreHome(OwnedFile& file, FairMutex& commits) : file_(file), commits_(commits) {}

    [[nodiscard]] std::optional<Home> last() const override;
    [[nodiscard]] std::string file() const override;
    [[nodiscard]] std::string setback() const override;
    void settle(const Home& here) override;

private:
    OwnedFile& file_;
    FairMutex& commits_;
};

}  // namespace hf::sqlite
