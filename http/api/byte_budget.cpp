#include "http/api/byte_budget.hpp"

namespace hf::http {

HeldBytes ByteBudget::take(std::size_t bytes) {
    auto used = used_->load();
    do {
        if (used > 0 && (used >= most_ || bytes > most_ - used)) return nullptr;
    } while (!used_->compare_exchange_weak(used, used + bytes));
    return hold(bytes);
}

HeldBytes ByteBudget::add(std::size_t bytes) {
    *used_ += bytes;
    return hold(bytes);
}

HeldBytes ByteBudget::hold(std::size_t bytes) const {
    // The pointer's own count is all that is shared; it points to nothing that anybody reads.
    return {used_.get(), [used = used_, bytes](const void*) { *used -= bytes; }};
}

}  // namespace hf::http
