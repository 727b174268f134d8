#pragma once

#include "reference/market.hpp"
#include "reference/world.hpp"

#include <optional>

// The chapter Checks of docs/rules.md: what speaks against a request, before limits, margin and routing.
namespace trireme::reference {

enum class Suspended : std::uint8_t { may, may_not };

[[nodiscard]] Objection check_account(const World& world, AccountId account, Suspended suspended);
[[nodiscard]] Objection check_instrument(const World& world, InstrumentId instrument);
[[nodiscard]] Objection check_session(const World& world, const InstrumentState& instrument, bool adds_risk);
[[nodiscard]] Objection check_quote_age(const World& world, const InstrumentState& instrument);

// An order that a client asks for, with what it is looked at with.
struct Asked {
    const World& world;
    const Account& account;
    const OrderTerms& terms;

    [[nodiscard]] const InstrumentState& instrument() const { return world.instruments.at(terms.instrument); }
    [[nodiscard]] ClientQuote quote() const { return client_quote(instrument(), group_of(world, account)); }
};

// order.risk
[[nodiscard]] bool adds_risk(const World& world, const Account& account, const OrderTerms& terms);
// The lots that add risk, of what is left of an order that does.
[[nodiscard]] Lots added_lots(const World& world, const OrderState& order);
// What is open of the position that an order reduces; nothing for one that adds risk.
[[nodiscard]] std::optional<Lots> lots_to_reduce(const World& world, const Account& account, const OrderTerms& terms);

// All of the checks from check.instrument to check.liquidity. `other`: the other order of a pair.
[[nodiscard]] Objection check_order(const Asked& asked, const OrderTerms* other = nullptr);

// The parts that other requests share.
[[nodiscard]] Objection check_protection_form(const Protection& protection);
[[nodiscard]] Objection check_price_form(std::optional<Price> price, FieldName field, std::int64_t least);
[[nodiscard]] Objection check_volume(const Instrument& terms, Lots lots, std::optional<Lots> open);
[[nodiscard]] Objection check_expiry(const World& world, std::optional<Timestamp> expires_at);
[[nodiscard]] Objection check_tick(const Instrument& terms, std::optional<Price> price, FieldName field);
[[nodiscard]] Objection check_trailing_tick(const Instrument& terms, const std::optional<Trailing>& trailing);
[[nodiscard]] Objection check_protection_tick(const Instrument& terms, const Protection& protection);
[[nodiscard]] Objection check_stop_side(const Asked& asked);
[[nodiscard]] Objection check_protection_side(const Protection& protection, Side side, Price reference,
                                              const ClientQuote& quote);
// Of a limit order, a stop or a market order: from where the sides of its protection are counted.
[[nodiscard]] Price protection_reference(const Asked& asked);
[[nodiscard]] Objection check_collar(const Asked& asked);
[[nodiscard]] Objection check_deviation(const Asked& asked);
[[nodiscard]] Objection check_liquidity(const InstrumentState& instrument, Side side);

}  // namespace trireme::reference
