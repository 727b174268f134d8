#pragma once

#include "venues/binance_messages.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace trireme::venues {

// The order book of a symbol, made of a snapshot and of the updates before and behind it, by Binance's rule: updates
// that the snapshot holds already are dropped, the first that counts must reach it, and each other one must follow on
// the one before. Where one is missing, the book is given up and begins anew with another snapshot; updates that come
// meanwhile wait, up to a bound.
class BinanceBook {
public:
    static constexpr std::size_t waiting_max = 1'000;       // updates
    static constexpr std::size_t side_levels_max = 20'000;  // the worst beyond are let go

    enum class Outcome : std::uint8_t {
        applied,
        waits,    // for a snapshot
        old,      // nothing new: it is in the book already
        gap,      // an update is missing: the book was given up
        crossed,  // the bid reached the ask: the same
        behind,   // of a snapshot: older than the updates that wait. Another one is wanted
    };
    Outcome apply(const BinanceDepthUpdate& update);
    Outcome apply(const BinanceDepthSnapshot& snapshot);
    // The connection was lost: what comes next does not follow on what came before.
    void reset();

    [[nodiscard]] bool is_synced() const { return is_synced_; }
    // Whether a snapshot is to be asked for.
    [[nodiscard]] bool wants_snapshot() const { return !is_synced_; }
    // The last update that is in the book.
    [[nodiscard]] std::uint64_t last_id() const { return last_id_; }
    // Ascending, so that the best is the last; empty while not synced.
    [[nodiscard]] std::span<const BinanceLevel> bids() const { return bids_; }
    // Descending, so that the best is the last.
    [[nodiscard]] std::span<const BinanceLevel> asks() const { return asks_; }

    struct Counters {
        std::uint64_t applied = 0;
        std::uint64_t old = 0;
        std::uint64_t gaps = 0;
        std::uint64_t crossed = 0;
        std::uint64_t snapshots = 0;
        std::uint64_t snapshots_behind = 0;
        std::uint64_t overflowed = 0;  // updates that could not wait any longer
        std::uint64_t cut_levels = 0;

        bool operator==(const Counters&) const = default;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    [[nodiscard]] bool follows(const BinanceDepthUpdate& update) const;
    Outcome apply_in_turn(const BinanceDepthUpdate& update);
    void keep_waiting(const BinanceDepthUpdate& update);
    void give_up();
    void bound(std::vector<BinanceLevel>& side);

    bool is_synced_ = false;
    bool is_first_ = true;  // no update was applied since the snapshot
    std::uint64_t last_id_ = 0;
    std::vector<BinanceLevel> bids_;
    std::vector<BinanceLevel> asks_;
    std::deque<BinanceDepthUpdate> waiting_;
    Counters counters_{};
};

}  // namespace trireme::venues
