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
#include <vector>

// The engine's working records: what EngineState holds, with what is made from it and never stored. They lie in slabs
// and keep their place for as long as they live, so that they can point at each other.
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

// An account's stake in an instrument, made when it first has one, or when its figures first depend on the price.
struct Holding : IdHook<struct OfInstrument> {
    AccountId id;
    AccountRecord* account = nullptr;
    InstrumentRecord* instrument = nullptr;
    HoldingSums sums;
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
                                        [](const Holding* holding) { return holding->instrument->id; });
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

struct OrderRecord : OrderState, IdListHook<struct OfAccount>, ExpiryHook {
    Holding* holding = nullptr;
    Amount notional;         // margin notional of what is left of it, by itself
    PriceLots ordered_cost;  // of what is left of it
    Trigger entry;
    Trigger trail;
    std::uint32_t slot = 0;
};

struct PositionRecord : PositionState, IdListHook<struct OfHolding> {
    Holding* holding = nullptr;
    Trigger stop;  // stop loss or trailing stop, the tighter
    Trigger profit;
    Trigger trail;
    std::uint32_t slot = 0;

    [[nodiscard]] bool is_long() const { return side == Side::buy; }
};

}  // namespace trireme::engine
