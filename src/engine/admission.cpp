#include "engine/admission.hpp"

#include "engine/rejection.hpp"
#include "engine/sessions.hpp"

namespace trireme::engine {

namespace {

// Why an account that is not there or may not ask is refused.
std::unexpected<Rejection> refused(const AccountRecord* account, AccountId id) {
    const RejectCode code = account == nullptr                               ? RejectCode::unknown_account
                            : account->terms.status == AccountStatus::closed ? RejectCode::account_closed
                                                                             : RejectCode::account_suspended;
    return std::unexpected(rejection_of(code, id));
}

}  // namespace

Checked<AccountRecord*> open_account(Books& books, AccountId id) {
    AccountRecord* const account = books.find(id);
    if (account == nullptr || account->terms.status == AccountStatus::closed) {
        return refused(account, id);
    }
    return account;
}

Checked<AccountRecord*> trading_account(Books& books, AccountId id) {
    AccountRecord* const account = books.find(id);
    if (account == nullptr || account->terms.status == AccountStatus::closed ||
        account->terms.status == AccountStatus::suspended) {
        return refused(account, id);
    }
    return account;
}

Checked<PositionRecord*> open_position(Books& books, const AccountRecord& account, PositionId id) {
    PositionRecord* const position = books.find(id);
    if (position == nullptr || position->holding->account != &account) {
        return std::unexpected(rejection_of(RejectCode::unknown_position, id));
    }
    return position;
}

Checked<InstrumentRecord*> known_instrument(Books& books, InstrumentId id) {
    InstrumentRecord* const instrument = books.find(id);
    if (instrument == nullptr) {
        return std::unexpected(rejection_of(RejectCode::unknown_instrument, id));
    }
    return instrument;
}

std::optional<Rejection> check_halt(const Books& books, const AccountRecord& account) {
    if (account.terms.status == AccountStatus::close_only) {
        return rejection_of(RejectCode::account_close_only, account.id);
    }
    if (books.is_halted) {
        return Rejection{RejectCode::trading_halted, {}};
    }
    if (account.halted) {
        return rejection_of(RejectCode::account_halted, account.id);
    }
    return std::nullopt;
}

std::optional<Rejection> check_session(const InstrumentRecord& instrument, Timestamp now, Risk risk) {
    if (!instrument.terms.active) {
        return rejection_of(RejectCode::instrument_inactive, instrument.id);
    }
    if (instrument.halted && risk == Risk::adds) {
        return rejection_of(RejectCode::instrument_halted, instrument.id);
    }
    if (!is_open(instrument.terms, now)) {
        return rejection_of(RejectCode::market_closed, instrument.id);
    }
    return std::nullopt;
}

bool has_fresh_quote(const InstrumentRecord& instrument, Timestamp now) {
    const auto& age_max = instrument.terms.quote_age_max;
    return instrument.has_quote() && (!age_max || instrument.quoted_at.plus(*age_max) >= now);
}

std::optional<Rejection> check_quote_age(const InstrumentRecord& instrument, Timestamp now) {
    if (has_fresh_quote(instrument, now)) {
        return std::nullopt;
    }
    Rejection off_quotes = rejection_of(RejectCode::off_quotes, instrument.id);
    if (instrument.has_quote()) {
        off_quotes.figures.time = instrument.quoted_at;
    }
    return off_quotes;
}

bool is_trading(const InstrumentRecord& instrument, Timestamp now) {
    return instrument.terms.active && is_open(instrument.terms, now);
}

}  // namespace trireme::engine
