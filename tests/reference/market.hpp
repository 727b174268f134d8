#pragma once

#include "reference/world.hpp"

#include <optional>
#include <vector>

// What can be traded, when and at which prices: the chapter Time and parts of Checks and Orders in docs/rules.md.
namespace trireme::reference {

// Bid and ask after a group's markup.
struct ClientQuote {
    Price bid;
    Price ask;

    // At which an order of that side is filled.
    [[nodiscard]] Price entry(Side side) const { return side == Side::buy ? ask : bid; }
    // At which a position of that side is closed.
    [[nodiscard]] Price exit(Side side) const { return side == Side::buy ? bid : ask; }
};

// A volume that is filled at a price of the client's.
struct Fill {
    Price price;
    Lots lots;
};

[[nodiscard]] Price point_of(const Instrument& terms);
[[nodiscard]] Price markup_of(const Instrument& terms, const Group& group);
[[nodiscard]] Price after_markup(Price price, Side taken_by, Price markup);
[[nodiscard]] ClientQuote client_quote(const InstrumentState& instrument, const Group& group);

[[nodiscard]] inline bool has_quote(const InstrumentState& instrument) { return instrument.bid.value() > 0; }

// In one of its sessions and in none of its holidays; whether the instrument is active is another matter.
[[nodiscard]] bool is_open(const Instrument& terms, Timestamp time);
[[nodiscard]] bool is_fresh(const InstrumentState& instrument, Timestamp now);
// When a DAY order ends that is accepted now.
[[nodiscard]] Timestamp day_end(const World& world, const Instrument& terms);

// The levels that an order of that side takes from.
[[nodiscard]] const BookSide& levels_for(const InstrumentState& instrument, Side side);
// Whether an order of that side finds any volume: of a book what stands there, else as much as it wants.
[[nodiscard]] bool has_liquidity(const InstrumentState& instrument, Side side);

// Takes what an order of that side gets at once, up to `limit` where there is one. What it takes from a book is gone.
[[nodiscard]] std::vector<Fill> take(InstrumentState& instrument, const Group& group, Side side, Lots lots,
                                     std::optional<Price> limit);

[[nodiscard]] Lots sum_of(const std::vector<Fill>& fills);

}  // namespace trireme::reference
