#pragma once

#include "base/integer.hpp"
#include "engine/client_quote.hpp"
#include "engine/id_list.hpp"
#include "engine/id_ordered.hpp"
#include "engine/price_ladder.hpp"
#include "engine/state.hpp"

#include <algorithm>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <vector>

// The engine's working records: what EngineState holds, with what is made from it and never stored. They lie in slabs
// and keep their place for as long as they live, so that they can point at each other. What most orders and positions
// do not have lies apart from them, so that a million of those that have nothing of it stay small. Every member says
// what it begins with: a slab makes no more of a record than what is declared (AsDeclared).
namespace trireme::engine {

struct AccountRecord;
struct Holding;
struct OrderRecord;
struct PositionRecord;

// What waits for a price of one instrument, by the price of the market (not the client's) that it waits for.
struct Ladders {
    explicit Ladders(std::pmr::memory_resource& memory)
        : bid_falls(LadderDirection::falling, memory),
          bid_rises(LadderDirection::rising, memory),
          ask_falls(LadderDirection::falling, memory),
          ask_rises(LadderDirection::rising, memory) {}

    PriceLadder bid_falls;
    PriceLadder bid_rises;
    PriceLadder ask_falls;
    PriceLadder ask_rises;
};

struct InstrumentRecord : InstrumentState {
    explicit InstrumentRecord(std::pmr::memory_resource& memory)
        : exits(memory), trails(memory), entries(memory), order_trails(memory), bands(memory) {}

    InstrumentId id;
    Int128 client_lots = 0;                            // longs less shorts of all clients
    std::int64_t hedged_lots = 0;                      // of the house at all LPs
    bool hedge_waits = false;                          // some hedge of it is looked at with the next quote
    Ladders exits;                                     // of positions: stop losses, trailing stops, take profits
    Ladders trails;                                    // of positions: trailing stops that would move or begin
    Ladders entries;                                   // of orders
    Ladders order_trails;                              // of orders: trailing stops that would move or begin
    Ladders bands;                                     // of accounts: the prices at which they are to be examined
    IdOrdered<Holding, struct OfInstrument> holdings;  // by account

    [[nodiscard]] bool has_quote() const { return bid.value() > 0; }
};

[[nodiscard]] inline ClientQuote client_quote(const InstrumentRecord& instrument, const Group& group) {
    return client_quote(instrument.bid, instrument.ask, markup_of(instrument.terms, group));
}

// What an account has in one instrument, summed up. Lots in 128 bits, because each of the summands fills 64.
struct HoldingSums {
    Int128 long_lots = 0;
    Int128 short_lots = 0;
    PriceLots long_cost{};
    PriceLots short_cost{};
    // Of live orders that add risk:
    Int128 ordered_lots = 0;
    PriceLots ordered_cost{};  // at the prices they are reserved at
    Amount reserved{};         // margin notional; of an OCO pair the larger one

    [[nodiscard]] bool has_positions() const { return long_lots != 0 || short_lots != 0; }
    [[nodiscard]] bool empty() const { return !has_positions() && ordered_lots == 0; }
};

// What every look at an account reads of each of its holdings, at the beginning of a line of the cache.
struct alignas(64) HoldingFigures {
    HoldingSums sums;
    InstrumentRecord* instrument = nullptr;
    InstrumentId instrument_id;
    // The least profit and the most margin, in account currency, that `sums` can come to within the account's bands.
    // Not known (margin_watch.hpp) after something was added to the sums or the bands moved; what is taken from orders
    // only leaves room.
    bool has_bounds = false;
    Amount least_profit{};
    Amount most_margin{};
};

// An account's stake in an instrument, made when it first has one, or when its figures first depend on the price.
struct Holding : HoldingFigures, IdHook<struct OfInstrument> {
    AccountId id;
    AccountRecord* account = nullptr;
    IdList<PositionRecord, struct OfHolding> positions;
    Trigger below;  // the band outside of which the account is to be examined
    Trigger above;
};

struct AccountRecord : AccountState, IdHook<struct OfAll> {
    AccountId id;
    const Group* group = nullptr;
    IdList<OrderRecord, struct OfAccount> orders;
    std::vector<Holding*> holdings;  // ascending by instrument
    std::uint32_t position_count = 0;
    std::uint32_t risk_order_count = 0;  // live orders that add risk
    std::uint32_t withdrawal_count = 0;  // undecided
    std::uint8_t band_narrowness = 0;    // of its bands: see margin_watch.hpp
    bool is_touched = false;             // and will be examined
    bool has_left_band = false;          // a quote was outside of one of its bands

    // Where the holding of an instrument stands in the list, or would stand.
    [[nodiscard]] auto place_of(const InstrumentRecord& instrument) const {
        return std::ranges::lower_bound(holdings, instrument.id, {},
                                        [](const Holding* holding) { return holding->instrument_id; });
    }
    // Null if the account has no stake in the instrument.
    [[nodiscard]] Holding* holding_of(const InstrumentRecord& instrument) const {
        const auto place = place_of(instrument);
        return place != holdings.end() && (*place)->instrument == &instrument ? *place : nullptr;
    }

    [[nodiscard]] Currency currency() const { return terms.currency; }
    [[nodiscard]] bool is_netting() const { return terms.mode == AccountMode::netting; }
};

// Makes an order one that can stand in Expiries.
using ExpiryHook = IdHook<struct OfExpiries>;

// What few live orders have, as OrderState and OrderTerms name it.
struct OrderExtras : ExpiryHook {
    OrderRecord* order = nullptr;
    std::optional<Timestamp> terms_expire_at{};
    std::optional<Timestamp> expires_at{};
    std::optional<Trailing> trailing{};
    std::optional<PositionId> closes{};  // OrderTerms::position
    Protection protection{};
    std::optional<OrderId> oco{};
    std::optional<PositionId> position{};  // OrderState::position
    Amount commission_exact{};
    Money commission_posted{};
    Route route{};
    Trigger trail;
    std::uint32_t slot = 0;
};

// A live order; see OrderState. A price of 0 is none.
struct OrderRecord : IdListHook<struct OfAccount> {
    OrderId id;
    Holding* holding = nullptr;
    Lots lots;
    Lots leaves_lots;
    Price price;
    Price stop_price;
    Price reserved_at;
    Trigger entry;
    OrderExtras* extras = nullptr;  // null if it has none of it
    std::uint32_t slot = 0;
    Side side = Side::buy;
    OrderType type = OrderType::limit;
    TimeInForce time_in_force = TimeInForce::gtc;
    bool reduce_only : 1 = false;
    bool adds_risk : 1 = false;
    bool triggered : 1 = false;
    bool trails : 1 = false;
    bool is_reserved : 1 = false;  // counted in the sums of its holding

    [[nodiscard]] std::optional<PositionId> closes() const { return extras ? extras->closes : std::nullopt; }
    [[nodiscard]] std::optional<OrderId> oco() const { return extras ? extras->oco : std::nullopt; }
    // Of a trailing stop.
    [[nodiscard]] const Trailing& trailing() const { return *extras->trailing; }
    // Whether its price is its limit price now.
    [[nodiscard]] bool is_limit_now() const {
        return type == OrderType::limit || (type == OrderType::stop_limit && triggered);
    }

    [[nodiscard]] OrderTerms terms() const;
    [[nodiscard]] OrderState state() const;
};

// A part of a position, by how it is carried.
struct VolumeSlice {
    RoutedVolume volume{};
    VolumeSlice* newer = nullptr;
    std::uint32_t slot = 0;
};

// What protects a position, and where that waits.
struct Guards {
    Protection protection{};
    std::optional<Price> trailing_stop{};  // where it stands, once it follows
    Trigger stop;                          // stop loss or trailing stop, the tighter
    Trigger profit;
    Trigger trail;
    std::uint32_t slot = 0;
};

// An open position; see PositionState.
struct PositionRecord : IdListHook<struct OfHolding> {
    PositionId id;
    Holding* holding = nullptr;
    Lots lots;
    Timestamp opened_at;
    PriceLots cost;
    Amount commission_exact;
    std::int64_t commission_posted = 0;  // minor units of the account's currency
    Guards* guards = nullptr;            // null if nothing protects it
    VolumeSlice* oldest = nullptr;       // null if all of it is carried by B
    std::optional<Date> swapped_for;
    std::uint32_t slot = 0;
    Side side = Side::buy;

    [[nodiscard]] bool is_long() const { return side == Side::buy; }
    [[nodiscard]] Protection protection() const { return guards ? guards->protection : Protection{}; }
    [[nodiscard]] std::optional<Price> trailing_stop() const { return guards ? guards->trailing_stop : std::nullopt; }

    [[nodiscard]] PositionState state() const;
};

}  // namespace trireme::engine
