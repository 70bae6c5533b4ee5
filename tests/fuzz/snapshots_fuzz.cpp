// A snapshot in which some rows hold anything: it is refused, or it loads, and both states of it are the same and
// consistent.
//
// An input is a list of changes to the snapshot of a lively site: one byte for the row, one for the form, and the data.
#include "core/messages/describe.hpp"
#include "core/snapshots/load_snapshot.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/fuzz/support/lively_site.hpp"
#include "tests/fuzz/support/messages.hpp"
#include "tests/fuzz/support/target.hpp"
#include "tests/unit/support/in_memory_snapshot_store.hpp"

namespace hf::fuzz {
namespace {

constexpr int most_changes = 8;
constexpr unsigned as_it_stands = 1;
constexpr unsigned patched = 2;
constexpr unsigned gone = 4;
constexpr unsigned renumbered = 8;
constexpr unsigned other_head = 16;

// Any fields of an aggregate, packed; or the bytes of the input.
template <class T>
std::string packed_data(bool unchanged, Bytes& bytes) {
    const MsgpackCodec codec;
    auto data = data_for(whole_type_of<T>, unchanged, bytes, codec, words_of_the_site());
    T aggregate;
    return codec.decode(data, whole_type_of<T>, &aggregate) ? std::move(data) : packing_of<T>().pack(&aggregate);
}

std::string data_of(Category category, bool unchanged, Bytes& bytes) {
    switch (category) {
        case Category::template_: return packed_data<Template>(unchanged, bytes);
        case Category::request: return packed_data<Request>(unchanged, bytes);
        case Category::machine: return packed_data<Machine>(unchanged, bytes);
        case Category::provider: return packed_data<ProviderAggregate>(unchanged, bytes);
    }
    throw std::logic_error("there is no such category");
}

// The snapshot of a site as it is written.
struct Intact {
    Intact() {
        auto site = testing::given(lively_site());
        testing::InMemorySnapshotStore store;
        write_snapshot(store, site.models().draft(true), Extent::everything, site.store(), site.codec());
        head = *store.head();
        items = store.changed_after({}, 1000, std::size_t{1} << 30).items;
    }

    SnapshotHead head;
    std::vector<SnapshotItem> items;
};

void change(SnapshotItem& item, SnapshotHead& head, unsigned form, Bytes& bytes) {
    auto& data = item.data;
    if ((form & patched) != 0) {
        const auto at = std::min<std::size_t>(bytes.number(2), data.size());
        const auto patch = bytes.text(bytes.below(16));
        data.replace(at, patch.size(), patch);
    } else if ((form & (gone | renumbered | other_head)) == 0) {
        data = data_of(item.category, (form & as_it_stands) != 0, bytes);
    }
    if ((form & gone) != 0) {
        item.gone = true;
        item.id = bytes.text(bytes.below(8));
        data = std::string(bytes.text(bytes.below(40)));
    }
    if ((form & renumbered) != 0) item.ordinal = static_cast<Ordinal>(bytes.number(4));
    if ((form & other_head) != 0) head.next_ordinals.at(bytes.below(category_count)) = bytes.byte();
}

void feed(std::string_view input) {
    static const Intact intact;
    auto head = intact.head;
    auto items = intact.items;
    Bytes bytes(input);
    for (int i = 0; i < most_changes && !bytes.empty(); ++i) {
        auto& item = items[bytes.below(items.size())];
        change(item, head, bytes.byte(), bytes);
    }
    testing::InMemorySnapshotStore store;
    const auto writing = store.begin();
    for (const auto& item : items) writing->put(item);
    writing->commit(head);
    try {
        const auto loaded = load_snapshot(store);
        require(loaded.has_value(), "there is a snapshot");
        require(is_consistent(loaded->state), "what is derived is what the aggregates say");
        require(testing::text_of(loaded->state) == testing::text_of(loaded->view.state), "both states are the same");
    } catch (const SnapshotError&) {
        return;
    } catch (const std::logic_error&) {
        return;
    }
}

const FuzzTarget target("snapshots", feed);

}  // namespace
}  // namespace hf::fuzz
