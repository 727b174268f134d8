#pragma once

#include "engine/tests/terms.hpp"
#include "model/commands.hpp"

#include <cstdint>
#include <vector>

// A broker with one instrument and one group, as the stress tests begin with it.
namespace trireme::stress {

using engine::testing::lots;
using engine::testing::price;
using engine::testing::ratio;

inline constexpr InstrumentId instrument(1);
inline constexpr Currency usd("USD");

[[nodiscard]] inline Command quote(std::string_view bid, std::string_view ask) {
    return Quotes{{{instrument, price(bid), price(ask)}}};
}

// The same terms for everyone, with whatever limits are tried.
[[nodiscard]] inline std::vector<Command> opening(const Limits& limits) {
    Group group = engine::testing::standard_group();
    group.limits = limits;
    return {DefineInstrument{engine::testing::eurusd()}, DefineGroup{group}, quote("1.08450", "1.08460")};
}

[[nodiscard]] inline Command open_account(std::uint64_t id, AccountMode mode = AccountMode::hedging) {
    return OpenAccount{
        {.account = AccountId(id), .owner = UserId(id), .group = GroupId(1), .currency = usd, .mode = mode}};
}

[[nodiscard]] inline Command deposit(std::uint64_t account, std::int64_t dollars) {
    return Deposit{AccountId(account), {}, Money{dollars * 100, usd}};
}

[[nodiscard]] inline PlaceOrder market_order(std::uint64_t account, Side side, std::string_view volume) {
    PlaceOrder request{.account = AccountId(account), .client_order_id = {}, .order = {}};
    request.order.instrument = instrument;
    request.order.side = side;
    request.order.lots = lots(volume);
    return request;
}

}  // namespace trireme::stress
