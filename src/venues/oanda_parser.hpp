#pragma once

#include "base/result.hpp"
#include "venues/oanda_messages.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

// OANDA's texts, read strictly: `invalid_input` for what is malformed, `out_of_range` for numbers that cannot be, such
// as a price of zero or a bid above its ask, `no_space` for what is too long to be looked at. Members that are not
// named here are passed over. The forms are those of the v20 definition (github.com/oanda/v20-openapi).
namespace trireme::venues {

inline constexpr std::size_t oanda_line_bytes_max = std::size_t{1} << 16;
inline constexpr std::size_t oanda_answer_bytes_max = std::size_t{16} << 20;
inline constexpr std::size_t oanda_levels_max = 100;  // of one side
inline constexpr std::size_t oanda_items_max = 100'000;

// GET /v3/accounts/{id}/pricing/stream and /transactions/stream: one line.
[[nodiscard]] Result<OandaLine> parse_oanda_line(std::string_view text);

// GET /v3/accounts: the ids of the accounts that the token may use.
[[nodiscard]] Result<std::vector<OandaAccountId>> parse_oanda_accounts(std::string_view text);
// GET /v3/accounts/{id}/instruments
[[nodiscard]] Result<OandaInstruments> parse_oanda_instruments(std::string_view text);
// GET /v3/accounts/{id}/pendingOrders
[[nodiscard]] Result<OandaOrders> parse_oanda_orders(std::string_view text);
// GET /v3/accounts/{id}/orders/{specifier}
[[nodiscard]] Result<OandaOrder> parse_oanda_order(std::string_view text);
// GET /v3/accounts/{id}/openPositions
[[nodiscard]] Result<std::vector<OandaPosition>> parse_oanda_positions(std::string_view text);
// GET /v3/accounts/{id}/transactions/sinceid. In order of their ids, each once.
[[nodiscard]] Result<OandaTransactions> parse_oanda_transactions(std::string_view text);
// GET /v3/accounts/{id}/transactions/{id}
[[nodiscard]] Result<OandaTransaction> parse_oanda_transaction(std::string_view text);
// POST /v3/accounts/{id}/orders, PUT .../orders/{specifier}, PUT .../orders/{specifier}/cancel, of any status.
[[nodiscard]] Result<OandaOrderAnswer> parse_oanda_order_answer(std::string_view text);

}  // namespace trireme::venues
