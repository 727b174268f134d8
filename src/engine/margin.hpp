#pragma once

#include "engine/account_figures.hpp"
#include "engine/exchange_rates.hpp"
#include "engine/records.hpp"
#include "model/margin_figures.hpp"
#include "model/reject.hpp"

#include <cstdint>
#include <optional>

// What accounts are worth and what they may use: docs/rules.md, Margin.
namespace trireme::engine {

// What margin is counted in, and from.
[[nodiscard]] Currency margin_currency(const Instrument& instrument);
[[nodiscard]] Amount margin_notional(const Instrument& instrument, Int128 lots, PriceLots cost);

// Of positions and of live orders, in margin currency.
[[nodiscard]] Amount margin_notional(const Instrument& instrument, const HoldingSums& sums);

// The margin of a notional: by the instrument's tiers or leverage, else by the group's leverage.
[[nodiscard]] Amount margin_of(Amount notional, const Instrument& instrument, const Group& group);

// Of one position as if it were alone.
[[nodiscard]] HoldingSums sums_of(const PositionRecord& position);

// Unrealised profit in quote currency, at the client's quote.
[[nodiscard]] Amount unrealised(const Instrument& instrument, const HoldingSums& sums, ClientQuote quote);

// What would be otherwise, for a look at an account as it would then stand.
struct Change {
    const InstrumentRecord* instrument = nullptr;
    HoldingSums sums{};     // of the account in the instrument
    std::int64_t cash = 0;  // added, in minor units
    Amount equity{};        // added, in account currency, unrounded
};

struct Standing {
    Money equity{};
    Money used_margin{};

    [[nodiscard]] Money free_margin() const;
    // equity / used margin x 100 <= level. With no used margin the level is infinite if equity is not below 0, else 0.
    [[nodiscard]] bool is_at_or_below(Ratio level) const;
    [[nodiscard]] MarginFigures figures() const;
};

class Margin {
public:
    explicit Margin(const ExchangeRates& rates) : rates_(rates) {}

    // How the account stands, or would stand. Nothing without a rate that it takes.
    [[nodiscard]] std::optional<Standing> standing(const AccountRecord& account) const;
    [[nodiscard]] std::optional<Standing> standing(const AccountRecord& account, const Change& change) const;

    // Cost of all held and ordered in all instruments, at mid in account currency, rounded (limit.exposure).
    [[nodiscard]] std::optional<Money> exposure(const AccountRecord& account, const Change& change) const;

    // Unrealised profit and margin of one instrument, in account currency. Nothing without a rate that they take.
    struct Parts {
        Amount profit;
        Amount margin;
    };
    [[nodiscard]] std::optional<Parts> parts(const AccountRecord& account, const InstrumentRecord& instrument,
                                             const HoldingSums& sums) const;
    // Of one position as if it were alone; the most there can be without a rate.
    [[nodiscard]] Parts own_parts(const PositionRecord& position) const;

private:
    const ExchangeRates& rates_;
};

// `no_money` with the figures that show it: of the account with what was asked, and as it is.
[[nodiscard]] Rejection no_money(const Standing& after, const std::optional<Standing>& before);

}  // namespace trireme::engine
