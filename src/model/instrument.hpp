#pragma once

#include "base/date.hpp"
#include "base/describe.hpp"
#include "base/timestamp.hpp"
#include "model/charges.hpp"
#include "model/currency.hpp"
#include "model/ids.hpp"
#include "model/scaled.hpp"
#include "model/texts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What an instrument is and by which terms it is traded. The rules that use each field are in docs/rules.md.
namespace trireme {

enum class InstrumentType : std::uint8_t { forex = 1, cfd, crypto, stock, index, commodity };
TRIREME_DESCRIBE_ENUM(InstrumentType, forex, cfd, crypto, stock, index, commodity)

// What the margin of a volume is counted from.
enum class MarginMode : std::uint8_t {
    standard = 1,   // lots x contract size x open price / leverage, in quote currency
    forex,          // lots x contract size / leverage, in base currency
    leverage_free,  // lots x contract size x open price, in quote currency
};
TRIREME_DESCRIBE_ENUM(MarginMode, standard, forex, leverage_free)

// What counts when an account is long and short in the same instrument.
enum class HedgedMargin : std::uint8_t { larger_leg = 1, sum, net };
TRIREME_DESCRIBE_ENUM(HedgedMargin, larger_leg, sum, net)

enum class FillMode : std::uint8_t {
    top_of_book = 1,  // any volume at the best price
    depth,            // through the levels of the book, as far as their volume goes
};
TRIREME_DESCRIBE_ENUM(FillMode, top_of_book, depth)

// Margin notional from `from` up to the next tier is divided by `leverage`.
struct MarginTier {
    Ratio from{};  // of the notional in margin currency; the first tier begins at 0
    Ratio leverage{};

    bool operator==(const MarginTier&) const = default;
};
TRIREME_DESCRIBE(MarginTier, (from, leverage));

// A weekly trading session, in minutes since Monday 00:00 UTC: from `open` up to, not including, `close`.
struct SessionInterval {
    std::uint16_t open = 0;
    std::uint16_t close = 0;

    bool operator==(const SessionInterval&) const = default;
};
TRIREME_DESCRIBE(SessionInterval, (open, close));

inline constexpr std::uint16_t minutes_per_week = 7 * 24 * 60;

// No trading from `from` up to, not including, `until`, whatever the sessions say.
struct Holiday {
    Timestamp from{};
    Timestamp until{};

    bool operator==(const Holiday&) const = default;
};
TRIREME_DESCRIBE(Holiday, (from, until));

inline constexpr std::size_t margin_tiers_max = 16;
inline constexpr std::size_t sessions_max = 64;
inline constexpr std::size_t holidays_max = 256;
inline constexpr std::size_t instrument_name_bytes_max = 255;

struct Instrument {
    InstrumentId id{};
    Symbol symbol{};
    std::string name{};
    InstrumentType type = InstrumentType::forex;
    Currency base{};          // XXX where there is none: a stock, an index
    Currency quote{};         // in which prices are
    std::uint8_t digits = 0;  // of the price; a point is 10^-digits
    Price tick_size{};        // prices of orders are multiples of it
    Ratio contract_size{};    // units per lot
    Lots lots_min{};
    Lots lots_max{};
    Lots lots_step{};
    MarginMode margin_mode = MarginMode::standard;
    std::optional<Ratio> leverage{};  // instead of the group's
    std::vector<MarginTier> tiers{};  // instead of any leverage, where there are any
    HedgedMargin hedged_margin = HedgedMargin::larger_leg;
    std::optional<Commission> commission{};  // instead of the group's
    Swap swap{};
    std::vector<SessionInterval> sessions{};  // ascending and apart; without any, trading never stops
    std::vector<Holiday> holidays{};
    std::optional<Duration> quote_age_max{};  // an older quote is no price to trade at
    std::optional<Price> collar{};            // how far from mid an order's price may be
    FillMode fill_mode = FillMode::top_of_book;
    bool active = true;

    bool operator==(const Instrument&) const = default;
};
TRIREME_DESCRIBE(Instrument, (id, symbol, name, type, base, quote, digits, tick_size, contract_size, lots_min, lots_max,
                              lots_step, margin_mode, leverage, tiers, hedged_margin, commission, swap, sessions,
                              holidays, quote_age_max, collar, fill_mode, active));

}  // namespace trireme
