#pragma once

#include "reference/draws.hpp"
#include "reference/random_market.hpp"
#include "reference/world.hpp"

// What finance and the desk ask for: money, terms, switches, corporate actions.
namespace trireme::reference {

class RandomDesk {
public:
    RandomDesk(Random& random, RandomMarket& market, const World& world)
        : random_(random), market_(market), world_(world) {}

    [[nodiscard]] Command deposit();
    [[nodiscard]] Command settle_deposit();
    [[nodiscard]] Command request_withdrawal();
    [[nodiscard]] Command decide_withdrawal();
    [[nodiscard]] Command grant_credit();
    [[nodiscard]] Command adjust_balance();

    [[nodiscard]] Command define_instrument();
    [[nodiscard]] Command define_group();
    [[nodiscard]] Command open_account();
    [[nodiscard]] Command change_account();
    [[nodiscard]] Command set_calendar();
    [[nodiscard]] Command set_routing_rules();
    [[nodiscard]] Command set_market_condition();
    [[nodiscard]] Command set_lp_status();
    [[nodiscard]] Command set_kill_switch();
    [[nodiscard]] Command set_rules_version();
    [[nodiscard]] Command pay_dividend();
    [[nodiscard]] Command split_instrument();

private:
    [[nodiscard]] const Account& some_account();
    [[nodiscard]] Money some_money(Currency currency, std::int64_t most_in_dollars);
    [[nodiscard]] RoutingRule some_rule(std::uint32_t id);
    void spoil(Instrument& terms);
    void spoil(Group& group);

    Random& random_;
    RandomMarket& market_;
    const World& world_;
    std::uint64_t actions_ = 0;
};

}  // namespace trireme::reference
