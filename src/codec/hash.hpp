#pragma once

#include "base/bytes.hpp"
#include "base/planted_bug.hpp"
#include "codec/sizes.hpp"
#include "codec/walk.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

struct XXH3_state_s;

// XXH3-64 over the bytes that `encode` would write, so that every field is in the hash and two machines agree on it.
// It finds differences; it does not protect against someone who wants two states to have one hash.
namespace trireme::codec {

// `seed` carries on from what came before: a chain of records is hash_bytes(record, hash of the chain so far).
[[nodiscard]] std::uint64_t hash_bytes(ByteView bytes, std::uint64_t seed = 0);

// Hashes a state part by part, without ever holding all of its bytes.
class StateHash {
public:
    StateHash();
    ~StateHash();
    StateHash(const StateHash&) = delete;
    StateHash& operator=(const StateHash&) = delete;

    template <Encodable T>
    void add(const T& value) {
        detail::walk(*this, value);
    }

    // Of everything added so far.
    [[nodiscard]] std::uint64_t value();

    // What `walk` asks of a sink.
    template <Integer T>
    void put(T value) {
        if (pending_.size() - pending_bytes_ < sizeof value) {
            flush();
        }
        store_little_endian(pending_.data() + pending_bytes_, value);
        pending_bytes_ += sizeof value;
    }
    void put_bytes(ByteView bytes);
    [[nodiscard]] static bool forgets_last_field() { return planted_bug(PlantedBug::forget_field_in_hash); }

private:
    void flush();

    // Small fields are gathered here, because XXH3 is fast for long pieces only.
    std::array<std::byte, 1024> pending_{};
    std::size_t pending_bytes_ = 0;
    XXH3_state_s* state_;
};

// The hash of one value.
template <Encodable T>
[[nodiscard]] std::uint64_t hash_state(const T& value) {
    StateHash hash;
    hash.add(value);
    return hash.value();
}

}  // namespace trireme::codec
