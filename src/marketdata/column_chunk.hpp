#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

// A column's values of one block as a sealed part stores them: whole numbers of few bytes from which the values follow
// by one multiplication and one addition, compressed where that pays. See docs/tick-store.md.
namespace trireme::marketdata {

enum class ChunkForm : std::uint8_t {
    values,       // value[i] = base + unit x number[i]
    differences,  // value[0] = base, value[i] = value[i - 1] + step + unit x number[i]; number[0] is 0
};

enum class ChunkPacking : std::uint8_t { none, zstd };

// All that reading a chunk needs besides its bytes.
struct ChunkTerms {
    std::int64_t base = 0;
    std::int64_t step = 0;
    std::uint64_t unit = 1;
    ChunkForm form = ChunkForm::values;
    std::uint8_t width = 0;  // bytes of each number: 0 (all are zero, nothing is stored), 1, 2, 4 or 8
    ChunkPacking packing = ChunkPacking::none;

    bool operator==(const ChunkTerms&) const = default;
};

// No block has more rows, so that a damaged count cannot ask for much memory.
inline constexpr std::size_t chunk_rows_max = 65'536;

class ChunkEncoder {
public:
    ChunkEncoder();
    ~ChunkEncoder();
    ChunkEncoder(ChunkEncoder&&) noexcept;
    ChunkEncoder& operator=(ChunkEncoder&&) noexcept;

    // Appends the chunk's bytes. `values` is not empty.
    [[nodiscard]] Result<ChunkTerms> encode(std::span<const std::int64_t> values, ByteBuffer& to);

private:
    struct Context;
    std::unique_ptr<Context> context_;
    std::vector<std::uint64_t> numbers_;
    ByteBuffer narrowed_;
};

class ChunkDecoder {
public:
    ChunkDecoder();
    ~ChunkDecoder();
    ChunkDecoder(ChunkDecoder&&) noexcept;
    ChunkDecoder& operator=(ChunkDecoder&&) noexcept;

    // Fills `values`, whose size is the count of rows. `corrupt` if the bytes are no such chunk.
    [[nodiscard]] Result<void> decode(const ChunkTerms& terms, ByteView bytes, std::span<std::int64_t> values);

private:
    struct Context;
    std::unique_ptr<Context> context_;
    ByteBuffer unpacked_;
};

}  // namespace trireme::marketdata
