#include "codec/hash.hpp"

#include "base/assert.hpp"

#include <xxhash.h>

namespace trireme::codec {

std::uint64_t hash_bytes(ByteView bytes, std::uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

StateHash::StateHash() : state_(XXH3_createState()) {
    TRIREME_ASSERT(state_ != nullptr, "out of memory");
    XXH3_64bits_reset(state_);
}

StateHash::~StateHash() { XXH3_freeState(state_); }

void StateHash::put_bytes(ByteView bytes) {
    flush();
    XXH3_64bits_update(state_, bytes.data(), bytes.size());
}

std::uint64_t StateHash::value() {
    flush();
    return XXH3_64bits_digest(state_);
}

void StateHash::flush() {
    XXH3_64bits_update(state_, pending_.data(), pending_bytes_);
    pending_bytes_ = 0;
}

}  // namespace trireme::codec
