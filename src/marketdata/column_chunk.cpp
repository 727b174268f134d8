#include "marketdata/column_chunk.hpp"

#include "base/integer.hpp"

#include <zstd.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <optional>

namespace trireme::marketdata {
namespace {

constexpr int compression_level = 1;
// Unpacking takes several times as long as all the rest of reading a chunk, so it must halve it at the least.
constexpr std::size_t worth_factor = 2;

std::uint8_t width_of(std::uint64_t largest) {
    const auto bytes = static_cast<std::size_t>((std::bit_width(largest) + 7) / 8);
    return static_cast<std::uint8_t>(bytes == 0 ? 0 : std::bit_ceil(bytes));
}

// The greatest number that divides them all; 1 if all are zero.
std::uint64_t common_unit(std::span<const std::uint64_t> numbers) {
    std::uint64_t unit = 0;
    for (const std::uint64_t number : numbers) {
        unit = std::gcd(unit, number);
        if (unit == 1) {
            break;
        }
    }
    return std::max<std::uint64_t>(unit, 1);
}

// Distances from the least value. What wraps in them wraps back when they are added to it.
void take_values(std::span<const std::int64_t> values, ChunkTerms& terms, std::vector<std::uint64_t>& numbers) {
    terms = {.base = std::ranges::min(values), .step = 0, .unit = 1, .form = ChunkForm::values};
    numbers.clear();
    for (const std::int64_t value : values) {
        numbers.push_back(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(terms.base));
    }
}

// False if two neighbours are further apart than 64 bits hold.
bool take_differences(std::span<const std::int64_t> values, ChunkTerms& terms, std::vector<std::uint64_t>& numbers) {
    std::int64_t least = INT64_MAX;
    for (std::size_t at = 1; at < values.size(); ++at) {
        const auto difference = checked_subtract(values[at], values[at - 1]);
        if (!difference) {
            return false;
        }
        least = std::min(least, *difference);
    }
    terms = {.base = values.front(), .step = least, .unit = 1, .form = ChunkForm::differences};
    numbers.assign(1, 0);
    for (std::size_t at = 1; at < values.size(); ++at) {
        numbers.push_back(static_cast<std::uint64_t>(values[at]) - static_cast<std::uint64_t>(values[at - 1]) -
                          static_cast<std::uint64_t>(least));
    }
    return true;
}

void find_unit_and_width(ChunkTerms& terms, std::vector<std::uint64_t>& numbers) {
    terms.unit = common_unit(numbers);
    std::uint64_t largest = 0;
    for (std::uint64_t& number : numbers) {
        number /= terms.unit;
        largest = std::max(largest, number);
    }
    terms.width = width_of(largest);
}

template <class Number>
void narrow_into(std::span<const std::uint64_t> numbers, ByteBuffer& to) {
    to.resize(numbers.size() * sizeof(Number));
    for (std::size_t at = 0; at < numbers.size(); ++at) {
        store_little_endian(to.data() + at * sizeof(Number), static_cast<Number>(numbers[at]));
    }
}

void narrow_by_width(std::span<const std::uint64_t> numbers, std::uint8_t width, ByteBuffer& to) {
    switch (width) {
        case 1: return narrow_into<std::uint8_t>(numbers, to);
        case 2: return narrow_into<std::uint16_t>(numbers, to);
        case 4: return narrow_into<std::uint32_t>(numbers, to);
        case 8: return narrow_into<std::uint64_t>(numbers, to);
        default: return to.clear();
    }
}

// Plain pointers and, where it fits, a multiplication of 32 bits by 32: that is what compilers make of many at a time.
template <class Number, class Unit>
void widen_values(std::uint64_t base, Unit unit, const std::byte* from, std::span<std::int64_t> values) {
    std::int64_t* const to = values.data();
    const std::size_t count = values.size();
    for (std::size_t at = 0; at < count; ++at) {
        const Unit number = load_little_endian<Number>(from + at * sizeof(Number));
        to[at] = static_cast<std::int64_t>(base + std::uint64_t{unit} * number);
    }
}

template <class Number>
void widen_differences(const ChunkTerms& terms, const std::byte* from, std::span<std::int64_t> values) {
    auto value = static_cast<std::uint64_t>(terms.base);
    std::int64_t* const to = values.data();
    const std::size_t count = values.size();
    to[0] = terms.base;
    for (std::size_t at = 1; at < count; ++at) {
        const std::uint64_t number = load_little_endian<Number>(from + at * sizeof(Number));
        value += static_cast<std::uint64_t>(terms.step) + terms.unit * number;
        to[at] = static_cast<std::int64_t>(value);
    }
}

template <class Number>
void widen(const ChunkTerms& terms, ByteView bytes, std::span<std::int64_t> values) {
    const auto base = static_cast<std::uint64_t>(terms.base);
    if (terms.form == ChunkForm::differences) {
        return widen_differences<Number>(terms, bytes.data(), values);
    }
    if constexpr (sizeof(Number) <= sizeof(std::uint32_t)) {
        if (terms.unit <= std::numeric_limits<std::uint32_t>::max()) {
            return widen_values<Number>(base, static_cast<std::uint32_t>(terms.unit), bytes.data(), values);
        }
    }
    widen_values<Number>(base, terms.unit, bytes.data(), values);
}

void without_numbers(const ChunkTerms& terms, std::span<std::int64_t> values) {
    auto value = static_cast<std::uint64_t>(terms.base);
    for (std::int64_t& each : values) {
        each = static_cast<std::int64_t>(value);
        value += terms.form == ChunkForm::differences ? static_cast<std::uint64_t>(terms.step) : 0;
    }
}

}  // namespace

struct ChunkEncoder::Context {
    ZSTD_CCtx* const context = ZSTD_createCCtx();

    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { ZSTD_freeCCtx(context); }
};

ChunkEncoder::ChunkEncoder() : context_(std::make_unique<Context>()) {}
ChunkEncoder::~ChunkEncoder() = default;
ChunkEncoder::ChunkEncoder(ChunkEncoder&&) noexcept = default;
ChunkEncoder& ChunkEncoder::operator=(ChunkEncoder&&) noexcept = default;

Result<ChunkTerms> ChunkEncoder::encode(std::span<const std::int64_t> values, ByteBuffer& to) {
    TRIREME_ASSERT(!values.empty() && values.size() <= chunk_rows_max);
    ChunkTerms terms;
    take_values(values, terms, numbers_);
    find_unit_and_width(terms, numbers_);
    if (terms.width > 1) {
        ChunkTerms differing;
        std::vector<std::uint64_t> differences;
        if (take_differences(values, differing, differences)) {
            find_unit_and_width(differing, differences);
            if (differing.width < terms.width) {
                terms = differing;
                numbers_ = std::move(differences);
            }
        }
    }
    narrow_by_width(numbers_, terms.width, narrowed_);
    const std::size_t begin = to.size();
    to.resize(begin + ZSTD_compressBound(narrowed_.size()));
    const std::size_t packed = ZSTD_compressCCtx(context_->context, to.data() + begin, to.size() - begin,
                                                 narrowed_.data(), narrowed_.size(), compression_level);
    if (ZSTD_isError(packed) != 0) {
        return fail(ErrorCode::io_failure, "zstd could not compress: {}", ZSTD_getErrorName(packed));
    }
    if (packed * worth_factor <= narrowed_.size()) {
        terms.packing = ChunkPacking::zstd;
        to.resize(begin + packed);
    } else {
        to.resize(begin);
        append_bytes(to, narrowed_);
    }
    return terms;
}

struct ChunkDecoder::Context {
    ZSTD_DCtx* const context = ZSTD_createDCtx();

    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { ZSTD_freeDCtx(context); }
};

ChunkDecoder::ChunkDecoder() = default;
ChunkDecoder::~ChunkDecoder() = default;
ChunkDecoder::ChunkDecoder(ChunkDecoder&&) noexcept = default;
ChunkDecoder& ChunkDecoder::operator=(ChunkDecoder&&) noexcept = default;

Result<void> ChunkDecoder::decode(const ChunkTerms& terms, ByteView bytes, std::span<std::int64_t> values) {
    TRIREME_ASSERT(!values.empty() && values.size() <= chunk_rows_max);
    const std::size_t wanted = values.size() * terms.width;
    if (terms.packing == ChunkPacking::zstd) {
        if (!context_) {  // takes longer to make than a range takes to read
            context_ = std::make_unique<Context>();
        }
        unpacked_.resize(wanted);
        const std::size_t got =
            ZSTD_decompressDCtx(context_->context, unpacked_.data(), wanted, bytes.data(), bytes.size());
        if (ZSTD_isError(got) != 0) {
            return fail(ErrorCode::corrupt, "zstd could not unpack: {}", ZSTD_getErrorName(got));
        }
        bytes = ByteView(unpacked_).first(got);
    }
    if (bytes.size() != wanted) {
        return fail(ErrorCode::corrupt, "{} bytes of numbers, where {} rows of {} are {}", bytes.size(), values.size(),
                    terms.width, wanted);
    }
    switch (terms.width) {
        case 0: without_numbers(terms, values); break;
        case 1: widen<std::uint8_t>(terms, bytes, values); break;
        case 2: widen<std::uint16_t>(terms, bytes, values); break;
        case 4: widen<std::uint32_t>(terms, bytes, values); break;
        case 8: widen<std::uint64_t>(terms, bytes, values); break;
        default: return fail(ErrorCode::corrupt, "numbers of {} bytes", terms.width);
    }
    return {};
}

}  // namespace trireme::marketdata
