#pragma once

#include "engine/books.hpp"
#include "engine/client_quote.hpp"

#include <expected>
#include <optional>

// Who may ask, for what, and when: the checks before those of the order's own terms (docs/rules.md, Checks).
namespace trireme::engine {

template <class Found>
using Checked = std::expected<Found, Rejection>;

// check.account: of one who wants to trade.
[[nodiscard]] Checked<AccountRecord*> trading_account(Books& books, AccountId id);
// The same for requests that suspended accounts may make.
[[nodiscard]] Checked<AccountRecord*> open_account(Books& books, AccountId id);
// check.instrument
[[nodiscard]] Checked<InstrumentRecord*> known_instrument(Books& books, InstrumentId id);

// An open position of that account.
[[nodiscard]] Checked<PositionRecord*> open_position(Books& books, const AccountRecord& account, PositionId id);

// check.halt: of what adds risk.
[[nodiscard]] std::optional<Rejection> check_halt(const Books& books, const AccountRecord& account);

enum class Risk : std::uint8_t { reduces, adds };
// check.session
[[nodiscard]] std::optional<Rejection> check_session(const InstrumentRecord& instrument, Timestamp now, Risk risk);
// check.quote_age
[[nodiscard]] std::optional<Rejection> check_quote_age(const InstrumentRecord& instrument, Timestamp now);
[[nodiscard]] bool has_fresh_quote(const InstrumentRecord& instrument, Timestamp now);

// Active and in session: exits and entries are looked at.
[[nodiscard]] bool is_trading(const InstrumentRecord& instrument, Timestamp now);

}  // namespace trireme::engine
