#include "journal/request_format.hpp"

#include "base/crc32c.hpp"

#include <algorithm>

namespace trireme::journal {
namespace {

constexpr std::string_view magic = "TRIREMER";
constexpr auto header_end_byte = std::byte{0xA5};

constexpr std::size_t checksum_at = 8;
constexpr std::size_t version_at = 12;
constexpr std::size_t log_id_at = 16;
constexpr std::size_t after_at = 32;
constexpr std::size_t through_at = 40;
constexpr std::size_t entries_at = 48;
constexpr std::size_t header_end_at = request_header_bytes - 1;

constexpr std::size_t name_at = 8;
constexpr std::size_t answer_at = name_at + 1 + request_name_bytes_max;
static_assert(answer_at + 1 + request_answer_bytes_max == request_entry_bytes);

std::uint32_t header_checksum(ByteView sector) {
    return crc32c(sector.subspan(checksum_at + request_checksum_bytes), crc32c(sector.first(checksum_at)));
}

template <std::size_t Capacity>
void store_text(std::byte* at, const ShortBytes<Capacity>& text) {
    *at = static_cast<std::byte>(text.view().size());
    std::ranges::copy(text.view(), at + 1);
}

template <std::size_t Capacity>
Result<ShortBytes<Capacity>> load_text(const std::byte* at) {
    const auto size = std::to_integer<std::size_t>(*at);
    if (size > Capacity) {
        return fail(ErrorCode::corrupt, "{} bytes where at most {} can be", size, Capacity);
    }
    return ShortBytes<Capacity>(ByteView(at + 1, size));
}

}  // namespace

RequestHeaderSector encode_request_header(const RequestFileInfo& info) {
    RequestHeaderSector sector{};
    std::ranges::copy(bytes_of(magic), sector.begin());
    store_little_endian(sector.data() + version_at, request_format_version);
    std::ranges::copy(info.log_id, sector.begin() + log_id_at);
    store_little_endian(sector.data() + after_at, info.range.after);
    store_little_endian(sector.data() + through_at, info.range.through);
    store_little_endian(sector.data() + entries_at, info.entries);
    sector[header_end_at] = header_end_byte;
    store_little_endian(sector.data() + checksum_at, header_checksum(sector));
    return sector;
}

std::uint32_t request_header_checksum(const RequestHeaderSector& sector) {
    return load_little_endian<std::uint32_t>(sector.data() + checksum_at);
}

Result<RequestFileInfo> decode_request_header(const RequestHeaderSector& sector) {
    if (request_header_checksum(sector) != header_checksum(sector)) {
        return fail(ErrorCode::corrupt, "the header does not match its checksum");
    }
    if (text_of(ByteView(sector).first(magic.size())) != magic) {
        return fail(ErrorCode::corrupt, "not a file of old requests");
    }
    if (const auto version = load_little_endian<std::uint16_t>(sector.data() + version_at);
        version != request_format_version) {
        return fail(ErrorCode::unsupported_version,
                    "format {} of old requests was written by another release; this one reads {}", version,
                    request_format_version);
    }
    RequestFileInfo info;
    std::ranges::copy(ByteView(sector).subspan(log_id_at, info.log_id.size()), info.log_id.begin());
    info.range.after = load_little_endian<std::uint64_t>(sector.data() + after_at);
    info.range.through = load_little_endian<std::uint64_t>(sector.data() + through_at);
    info.entries = load_little_endian<std::uint64_t>(sector.data() + entries_at);
    return info;
}

std::uint32_t request_block_checksum(std::uint32_t header_checksum, std::uint64_t block, ByteView content) {
    std::array<std::byte, sizeof block> number{};
    store_little_endian(number.data(), block);
    return crc32c(content, crc32c(number, header_checksum));
}

void store_entry(std::byte* at, const RequestEntry& entry) {
    store_little_endian(at, entry.hash);
    store_text(at + name_at, entry.name);
    store_text(at + answer_at, entry.answer);
}

Result<RequestEntry> load_entry(const std::byte* at) {
    RequestEntry entry{.hash = load_little_endian<std::uint64_t>(at)};
    TRIREME_TRY_ASSIGN(entry.name, load_text<request_name_bytes_max>(at + name_at));
    TRIREME_TRY_ASSIGN(entry.answer, load_text<request_answer_bytes_max>(at + answer_at));
    return entry;
}

}  // namespace trireme::journal
