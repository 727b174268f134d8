#pragma once

#include "base/bytes.hpp"

#include <cstdint>

namespace trireme {

// CRC-32C (Castagnoli, polynomial 0x1EDC6F41, RFC 3720 appendix B.4), with the processor's instruction where it has
// one. `seed` is the result over the bytes that came before, so that crc32c(b, crc32c(a)) == crc32c(ab).
[[nodiscard]] std::uint32_t crc32c(ByteView bytes, std::uint32_t seed = 0);

// The same by table, for machines without the instruction; tests hold the two against each other.
[[nodiscard]] std::uint32_t crc32c_by_table(ByteView bytes, std::uint32_t seed = 0);

}  // namespace trireme
