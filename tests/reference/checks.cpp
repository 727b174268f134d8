#include "reference/checks.hpp"

#include "reference/order_form.hpp"
#include "reference/pair_checks.hpp"

namespace trireme::reference {
namespace {

Objection check_position(const Asked& asked) {
    const auto& [world, account, terms] = asked;
    const AccountId id = account.terms.account;
    if (terms.position) {
        if (account.terms.mode == AccountMode::netting) {
            return reject(RejectCode::hedging_only, {.account = id});
        }
        const PositionState* const position = position_of(world, id, *terms.position);
        if (position == nullptr || position->instrument != terms.instrument) {
            return reject(RejectCode::unknown_position, {.position = terms.position});
        }
        if (position->side == terms.side) {
            return reject(RejectCode::wrong_side, {.position = terms.position});
        }
    } else if (terms.reduce_only) {
        if (account.terms.mode == AccountMode::hedging) {
            return reject(RejectCode::netting_only, {.account = id});
        }
        const PositionState* const position = netting_position(world, id, terms.instrument);
        if (position == nullptr) {
            return reject(RejectCode::unknown_position);
        }
        if (position->side == terms.side) {
            return reject(RejectCode::wrong_side, {.position = position->id});
        }
    }
    return std::nullopt;
}

Objection check_halt(const World& world, const Account& account) {
    const AccountId id = account.terms.account;
    if (account.terms.status == AccountStatus::close_only) {
        return reject(RejectCode::account_close_only, {.account = id});
    }
    if (world.halted) {
        return reject(RejectCode::trading_halted);
    }
    if (account.halted) {
        return reject(RejectCode::account_halted, {.account = id});
    }
    return std::nullopt;
}

Objection check_order_tick(const Asked& asked) {
    const OrderTerms& order = asked.terms;
    const Instrument& terms = asked.instrument().terms;
    const bool is_market = order.type == OrderType::market;
    if (auto objection = check_tick(terms, is_market ? std::nullopt : order.price, FieldName("price"))) {
        return objection;
    }
    if (auto objection = check_tick(terms, order.stop_price, FieldName("stop_price"))) {
        return objection;
    }
    if (auto objection = check_trailing_tick(terms, order.trailing)) {
        return objection;
    }
    return check_protection_tick(terms, order.protection);
}

Objection check_order_side(const Asked& asked, const OrderTerms* other) {
    if (auto objection = check_stop_side(asked)) {
        return objection;
    }
    if (auto objection = other != nullptr ? check_pair_side(asked) : std::nullopt) {
        return objection;
    }
    return check_protection_side(asked.terms.protection, asked.terms.side, protection_reference(asked), asked.quote());
}

// From the volume on: what is asked for as such is well formed.
Objection check_order_values(const Asked& asked, const OrderTerms* other) {
    const auto open = lots_to_reduce(asked.world, asked.account, asked.terms);
    if (auto objection = check_volume(asked.instrument().terms, asked.terms.lots, open)) {
        return objection;
    }
    if (auto objection = check_expiry(asked.world, asked.terms.expires_at)) {
        return objection;
    }
    if (auto objection = check_order_tick(asked)) {
        return objection;
    }
    if (auto objection = check_order_side(asked, other)) {
        return objection;
    }
    if (asked.terms.type != OrderType::market) {
        return check_collar(asked);
    }
    if (auto objection = check_deviation(asked)) {
        return objection;
    }
    return check_liquidity(asked.instrument(), asked.terms.side);
}

}  // namespace

Objection check_account(const World& world, AccountId account, Suspended suspended) {
    const auto found = world.accounts.find(account);
    if (found == world.accounts.end()) {
        return reject(RejectCode::unknown_account, {.account = account});
    }
    const AccountStatus status = found->second.terms.status;
    if (status == AccountStatus::closed) {
        return reject(RejectCode::account_closed, {.account = account});
    }
    if (status == AccountStatus::suspended && suspended == Suspended::may_not) {
        return reject(RejectCode::account_suspended, {.account = account});
    }
    return std::nullopt;
}

Objection check_instrument(const World& world, InstrumentId instrument) {
    return world.instruments.contains(instrument)
               ? std::nullopt
               : Objection(reject(RejectCode::unknown_instrument, {.instrument = instrument}));
}

Objection check_session(const World& world, const InstrumentState& instrument, bool adding_risk) {
    const RejectFigures figures{.instrument = instrument.terms.id};
    if (!instrument.terms.active) {
        return reject(RejectCode::instrument_inactive, figures);
    }
    if (adding_risk && instrument.halted) {
        return reject(RejectCode::instrument_halted, figures);
    }
    if (!is_open(instrument.terms, world.now)) {
        return reject(RejectCode::market_closed, figures);
    }
    return std::nullopt;
}

Objection check_quote_age(const World& world, const InstrumentState& instrument) {
    if (is_fresh(instrument, world.now)) {
        return std::nullopt;
    }
    RejectFigures figures{.instrument = instrument.terms.id};
    if (has_quote(instrument)) {
        figures.time = instrument.quoted_at;
    }
    return reject(RejectCode::off_quotes, figures);
}

bool adds_risk(const World& world, const Account& account, const OrderTerms& terms) {
    return !lots_to_reduce(world, account, terms);
}

Lots added_lots(const World& world, const OrderState& order) {
    const OrderTerms& terms = order.terms;
    if (terms.type == OrderType::market && world.accounts.at(order.account).terms.mode == AccountMode::netting) {
        const PositionState* const held = netting_position(world, order.account, terms.instrument);
        if (held != nullptr && held->side != terms.side) {
            return Lots(order.leaves_lots.value() - held->lots.value());
        }
    }
    return order.leaves_lots;
}

std::optional<Lots> lots_to_reduce(const World& world, const Account& account, const OrderTerms& terms) {
    if (terms.position) {
        const PositionState* const position = position_of(world, account.terms.account, *terms.position);
        return position == nullptr ? Lots() : position->lots;
    }
    const PositionState* const held = account.terms.mode == AccountMode::netting
                                          ? netting_position(world, account.terms.account, terms.instrument)
                                          : nullptr;
    if (terms.reduce_only) {
        return held == nullptr ? Lots() : held->lots;
    }
    const bool reduces =
        terms.type == OrderType::market && held != nullptr && held->side != terms.side && terms.lots <= held->lots;
    return reduces ? std::optional(held->lots) : std::nullopt;
}

Objection check_order(const Asked& asked, const OrderTerms* other) {
    if (auto objection = check_instrument(asked.world, asked.terms.instrument)) {
        return objection;
    }
    if (auto objection = check_position(asked)) {
        return objection;
    }
    const bool adding_risk = adds_risk(asked.world, asked.account, asked.terms);
    if (auto objection = adding_risk ? check_halt(asked.world, asked.account) : std::nullopt) {
        return objection;
    }
    if (auto objection = check_session(asked.world, asked.instrument(), adding_risk)) {
        return objection;
    }
    if (auto objection = check_quote_age(asked.world, asked.instrument())) {
        return objection;
    }
    if (auto objection = other != nullptr ? check_pair_form(asked.terms, *other) : std::nullopt) {
        return objection;
    }
    if (auto objection = check_order_form(asked.terms, adding_risk)) {
        return objection;
    }
    return check_order_values(asked, other);
}

}  // namespace trireme::reference
