// The test double must keep the contract, or the tests based on it prove nothing.
#include "tests/unit/support/in_memory_event_store.hpp"

#include "tests/contract/event_store_contract.hpp"

namespace hf::testing {
namespace {

class InMemory {
public:
    std::unique_ptr<StoreClaim> claim() { return InMemoryEventStore::claim(contents_); }

private:
    std::shared_ptr<InMemoryEventStore::Contents> contents_ = std::make_shared<InMemoryEventStore::Contents>();
};

INSTANTIATE_TYPED_TEST_SUITE_P(InMemoryEventStore, EventStoreContract, InMemory);

}  // namespace
}  // namespace hf::testing
