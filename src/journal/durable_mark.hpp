#pragma once

#include "journal/storage.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace trireme::journal {

// Says through which sequence the journal was durable before anyone was told so. Written after each sync and before the
// acknowledgement, without a sync of its own: it survives the end of the process at once and a power cut from the next
// idle moment on. With it, damage in the very last acknowledged record is told from a write that a crash cut short.
// Two slots are written in turn, so that a torn write leaves the other.
class DurableMark {
public:
    // Opens the mark of the data folder, making it where missing.
    [[nodiscard]] static Result<DurableMark> open(Storage& storage);

    [[nodiscard]] Result<void> write(std::uint64_t sequence);
    // Never repeated after it failed once.
    [[nodiscard]] Result<void> sync();

private:
    explicit DurableMark(std::unique_ptr<File> file) : file_(std::move(file)) {}

    std::unique_ptr<File> file_;
    std::uint64_t writes_ = 0;
    bool sync_has_failed_ = false;
};

// The highest sequence that a readable slot states; nothing where there is no mark or no readable slot.
[[nodiscard]] Result<std::optional<std::uint64_t>> read_durable_mark(Storage& storage);

}  // namespace trireme::journal
