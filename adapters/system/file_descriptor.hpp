// FileDescriptor: an open file that is closed with its owner.
#pragma once

#include <unistd.h>

#include <utility>

namespace hf {

class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int file) : file_(file) {}
    FileDescriptor(FileDescriptor&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(file_, other.file_);
        return *this;
    }
    ~FileDescriptor() { reset(); }

    void reset() {
        if (file_ >= 0) ::close(file_);
        file_ = -1;
    }
    [[nodiscard]] int get() const { return file_; }
    explicit operator bool() const { return file_ >= 0; }

private:
    int file_ = -1;
};

}  // namespace hf
