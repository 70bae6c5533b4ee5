// Packed: the bytes of an aggregate that has ended. They never change, and any number of slots, drafts and threads may
// hold the same ones.
//
//     const Packed bytes(packing_of<Request>().pack(&request));
//     const Packed same = bytes;  // no copy
//     use(bytes.view());
//
// It takes eight bytes, and eight more than the bytes for all that hold them. Thread-safe like a std::shared_ptr.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace hf {

class Packed {
public:
    Packed() = default;
    explicit Packed(std::string_view bytes)
        : block_(new (::operator new(sizeof(Block) + bytes.size()))
                     Block{1, static_cast<std::uint32_t>(bytes.size())}) {
        std::memcpy(static_cast<void*>(block_ + 1), bytes.data(), bytes.size());
    }
    Packed(const Packed& other) noexcept : block_(other.block_) {
        if (block_) block_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    Packed(Packed&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    Packed& operator=(Packed other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }
    ~Packed() {
        if (!block_ || block_->owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        block_->~Block();
        ::operator delete(block_);
    }

    explicit operator bool() const { return block_ != nullptr; }
    // Good for as long as any Packed holds the bytes.
    [[nodiscard]] std::string_view view() const { return {reinterpret_cast<const char*>(block_ + 1), block_->size}; }

private:
    struct Block {
        std::atomic<std::uint32_t> owners;
        std::uint32_t size;
    };

    Block* block_ = nullptr;
};

}  // namespace hf
