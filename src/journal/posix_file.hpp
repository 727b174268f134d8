#pragma once

#include "journal/storage.hpp"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

namespace trireme::journal {

// Accounts and money: the owner writes, the group may read, nobody else sees anything.
inline constexpr mode_t file_mode = 0640;

// An error of the operating system as an Error: "cannot <doing>: <what the system says>". `doing` names the path.
// A full disk or quota is no_space, ENOENT not_found, EEXIST already_exists, all else io_failure.
[[nodiscard]] std::unexpected<Error> fail_with_errno(int error_number, std::string_view doing);

// Owns an open file descriptor.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();

    [[nodiscard]] bool valid() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

// What a new file's space is made of.
enum class Space : unsigned char {
    reserved,  // belongs to the file and reads as zeros
    written,   // was written with zeros, so that a later sync of writes into it changes no metadata
};

// A regular file of the operating system. Knows its path only to name it in errors.
class PosixFile final : public File {
public:
    PosixFile(Descriptor descriptor, std::string path) : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    [[nodiscard]] Result<std::uint64_t> size() override;
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) override;
    [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes) override;
    [[nodiscard]] Result<void> sync() override;
    void release_memory() override;

    // Gives the file `bytes` zero bytes of its own on the disk, metadata included.
    [[nodiscard]] Result<void> allocate(std::uint64_t bytes, Space space);

private:
    Descriptor descriptor_;
    std::string path_;
};

}  // namespace trireme::journal
