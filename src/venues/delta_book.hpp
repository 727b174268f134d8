#pragma once

#include "venues/delta_messages.hpp"

#include <cstdint>
#include <vector>

namespace trireme::venues {

// A book by the rule of l2_updates: a snapshot, then updates whose numbers go up by one, each with the checksum of the
// book after it. After a gap or a checksum that is not the book's there is no book until the next snapshot.
class DeltaBook {
public:
    static constexpr std::size_t levels_max = 10'000;  // of a side

    enum class Outcome : std::uint8_t { applied, waiting, gap, checksum, crossed };
    Outcome apply(const DeltaBookUpdate& update);
    void reset();

    [[nodiscard]] bool is_synced() const { return is_synced_; }
    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
    // Best prices first.
    [[nodiscard]] const std::vector<DeltaLevel>& bids() const { return bids_; }
    [[nodiscard]] const std::vector<DeltaLevel>& asks() const { return asks_; }

private:
    Outcome lose(Outcome outcome);

    bool is_synced_ = false;
    std::uint64_t sequence_ = 0;
    std::vector<DeltaLevel> bids_;
    std::vector<DeltaLevel> asks_;
};

// CRC-32 of "price:size,...|price:size,..." of the ten best asks and bids, as Delta Exchange computes it.
[[nodiscard]] std::uint32_t delta_checksum(const std::vector<DeltaLevel>& bids, const std::vector<DeltaLevel>& asks);

}  // namespace trireme::venues
