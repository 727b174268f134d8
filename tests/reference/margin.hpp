#pragma once

#include "reference/amounts.hpp"
#include "reference/world.hpp"

#include <map>
#include <optional>

// How an account stands: the chapter Margin of docs/rules.md, counted from its positions and orders each time.
namespace trireme::reference {

// What an account's figures are made of: as it is, or as it would be. Changing a copy asks "what if".
struct Standing {
    Integer cash;    // minor units
    Integer credit;  // minor units
    std::map<PositionId, PositionState> positions;
    std::map<OrderId, OrderState> orders;  // live ones that add risk
    Integer costs;                         // to come, in 1e-16: they are taken from equity
};

struct Figures {
    Money equity;
    Money used_margin;

    [[nodiscard]] Money free_margin() const { return plus(equity, minus(used_margin)); }
    [[nodiscard]] bool has_free_margin() const { return equity.minor_units >= used_margin.minor_units; }
    bool operator==(const Figures&) const = default;
};

[[nodiscard]] Standing standing_of(const World& world, AccountId account);

// Nothing if a price for a conversion is missing.
[[nodiscard]] std::optional<Figures> figures_of(const World& world, const Account& account, const Standing& standing);
// As the account is: what it holds could always be converted when it was accepted, and quotes do not go away.
[[nodiscard]] Figures figures_now(const World& world, AccountId account);

// What they are made of, of the account as it is.
[[nodiscard]] Valuation valuation_of(const World& world, AccountId account);

// With the level in percent, cut to 1e-8.
[[nodiscard]] MarginFigures with_level(const Figures& figures);
[[nodiscard]] bool is_at_or_below(const Figures& figures, Ratio level);

[[nodiscard]] Currency margin_currency(const Instrument& terms);
// What margin is counted from, of a volume and its cost (price x lots).
[[nodiscard]] Integer margin_notional(const Instrument& terms, Lots lots, const Integer& cost);
// What an order reserves.
[[nodiscard]] Integer margin_notional(const Instrument& terms, const OrderState& order);
// Of one position as if it were the only one, at mid in the account's currency.
[[nodiscard]] Integer own_margin(const World& world, const Account& account, const PositionState& position);
// Of one position, at the exit price, in the account's currency.
[[nodiscard]] Integer own_profit(const World& world, const Account& account, const PositionState& position);
// (proceeds - cost) x contract size of a volume that is closed, the other way round for a short; in quote currency.
[[nodiscard]] Integer profit_of(const Instrument& terms, Side side, Price exit_price, Lots lots, const Integer& cost);

}  // namespace trireme::reference
