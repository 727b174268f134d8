#include "journal/durable_mark.hpp"

#include "base/crc32c.hpp"
#include "journal/record.hpp"

#include <algorithm>
#include <array>

namespace trireme::journal {
namespace {

constexpr std::string_view mark_name = "journal/durable.mark";
constexpr std::string_view slot_magic = "TRIREMED";
constexpr std::size_t slot_bytes = 24;
constexpr std::size_t slot_count = 2;
constexpr std::size_t sequence_at = 8;
constexpr std::size_t checksum_at = 16;

using Slot = std::array<std::byte, slot_bytes>;

Slot encode_slot(std::uint64_t sequence) {
    Slot slot{};
    std::ranges::copy(bytes_of(slot_magic), slot.begin());
    store_little_endian(slot.data() + sequence_at, sequence);
    store_little_endian(slot.data() + checksum_at, crc32c(ByteView(slot).first(checksum_at)));
    return slot;
}

std::optional<std::uint64_t> decode_slot(const Slot& slot) {
    const auto sequence = load_little_endian<std::uint64_t>(slot.data() + sequence_at);
    return slot == encode_slot(sequence) ? std::optional(sequence) : std::nullopt;
}

}  // namespace

Result<DurableMark> DurableMark::open(Storage& storage) {
    auto file = storage.open_to_write(mark_name);
    if (!file && file.error().code == ErrorCode::not_found) {
        file = storage.create(mark_name, slot_count * sector_bytes);
    }
    TRIREME_TRY(file);
    return DurableMark(*std::move(file));
}

Result<void> DurableMark::write(std::uint64_t sequence) {
    const std::uint64_t offset = writes_++ % slot_count * sector_bytes;
    return file_->write_at(offset, encode_slot(sequence));
}

Result<void> DurableMark::sync() {
    if (sync_has_failed_) {
        return fail(ErrorCode::io_failure, "an earlier sync of the durable mark failed");
    }
    auto synced = file_->sync();
    sync_has_failed_ = !synced;
    return synced;
}

Result<std::optional<std::uint64_t>> read_durable_mark(Storage& storage) {
    auto file = storage.open_to_read(mark_name);
    if (!file && file.error().code == ErrorCode::not_found) {
        return std::nullopt;
    }
    TRIREME_TRY(file);
    std::optional<std::uint64_t> highest;
    for (std::size_t index = 0; index < slot_count; ++index) {
        Slot slot{};
        TRIREME_TRY_ASSIGN(const std::size_t size, (*file)->read_at(index * sector_bytes, slot));
        if (size == slot.size()) {
            highest = std::max(highest, decode_slot(slot));
        }
    }
    return highest;
}

}  // namespace trireme::journal
