#include "reference/admission.hpp"
#include "reference/checks.hpp"
#include "reference/conversion.hpp"

#include <map>

// The chapter Limits of docs/rules.md.
namespace trireme::reference {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;

// An order counts when it comes to this check, whatever becomes of it.
Objection check_rate(World& world, Account& account, const Limits& limits) {
    const std::int64_t now = world.now.nanoseconds_since_1970();
    const std::int64_t second = now / ns_per_second - (now % ns_per_second < 0 ? 1 : 0);
    if (account.rate_second != second) {
        account.rate_second = second;
        account.rate_count = 0;
    }
    ++account.rate_count;
    if (!limits.orders_per_second || account.rate_count <= *limits.orders_per_second) {
        return std::nullopt;
    }
    return reject(RejectCode::order_rate_limit,
                  {.asked_count = account.rate_count, .limit_count = *limits.orders_per_second});
}

Objection check_open_orders(const World& world, const OrderState& order, std::uint32_t count, const Limits& limits) {
    if (order.terms.type == OrderType::market) {
        return std::nullopt;  // it never is one of the live ones
    }
    std::uint64_t live = count;
    for (const auto& [id, other] : world.orders) {
        if (other.account == order.account) {
            ++live;
        }
    }
    if (!limits.open_orders || live <= *limits.open_orders) {
        return std::nullopt;
    }
    return reject(RejectCode::too_many_orders, {.asked_count = live, .limit_count = *limits.open_orders});
}

// `beside`: what counts with the order, here and for exposure.
Objection check_lots(const World& world, const Standing& beside, const OrderState& order, const Limits& limits) {
    const Integer lots = lots_of(beside, order.terms.instrument) + added_lots(world, order).value();
    if (!limits.lots || lots <= limits.lots->value()) {
        return std::nullopt;
    }
    return reject(RejectCode::lots_limit, {.asked_lots = Lots(bounded_64(lots)), .limit_lots = limits.lots});
}

// A limit that is stated as a plain number, in the account's currency.
Integer limit_amount(Ratio limit) { return Integer(limit.value()) * one; }

Objection check_exposure(const World& world, const Standing& beside, const OrderState& order, const Limits& limits) {
    if (!limits.exposure) {
        return std::nullopt;
    }
    const Account& account = world.accounts.at(order.account);
    std::map<InstrumentId, Integer> costs;
    costs[order.terms.instrument] = cost_of(counted_price(world, order), added_lots(world, order));
    for (const auto& [id, position] : beside.positions) {
        costs[position.instrument] += exact(position.cost);
    }
    for (const auto& [id, other] : beside.orders) {
        costs[other.terms.instrument] += cost_of(other.reserved_at, other.leaves_lots);
    }
    Integer sum = 0;
    for (const auto& [id, cost] : costs) {
        const Instrument& terms = world.instruments.at(id).terms;
        const Integer notional = carried(cost, terms.contract_size.value(), one);
        const auto converted = convert_at_mid(world, notional, terms.quote, account.terms.currency);
        if (!converted) {
            return reject(RejectCode::no_rate, {.instrument = id});
        }
        sum += *converted;
    }
    const Money exposure = round_amount(bounded(sum), account.terms.currency);
    const Integer limit = limit_amount(*limits.exposure);
    if (exact(exposure) <= limit) {
        return std::nullopt;
    }
    return reject(RejectCode::exposure_limit,
                  {.asked_amount = exposure, .limit_amount = round_amount(limit, account.terms.currency)});
}

Objection check_daily_loss(const World& world, const Account& account, const Limits& limits) {
    if (!limits.daily_loss) {
        return std::nullopt;
    }
    const Money equity = figures_now(world, account.terms.account).equity;
    const Money loss = plus(plus(account.baseline, account.moved), minus(equity));
    const Integer limit = limit_amount(*limits.daily_loss);
    if (exact(loss) < limit) {
        return std::nullopt;
    }
    return reject(RejectCode::daily_loss_limit, {.asked_amount = loss,
                                                 .limit_amount = round_amount(limit, account.terms.currency),
                                                 .equity = equity,
                                                 .baseline = account.baseline,
                                                 .moved = account.moved});
}

}  // namespace

Integer lots_of(const Standing& standing, InstrumentId instrument) {
    Integer lots = 0;
    for (const auto& [id, position] : standing.positions) {
        if (position.instrument == instrument) {
            lots += position.lots.value();
        }
    }
    for (const auto& [id, order] : standing.orders) {
        if (order.terms.instrument == instrument) {
            lots += order.leaves_lots.value();
        }
    }
    return lots;
}

Objection check_limits(World& world, const Standing& standing, const OrderState& order, std::uint32_t count) {
    Account& account = world.accounts.at(order.account);
    const Limits& limits = group_of(world, account).limits;
    if (auto objection = check_rate(world, account, limits)) {
        return objection;
    }
    if (auto objection = check_open_orders(world, order, count, limits)) {
        return objection;
    }
    return check_limits_of_size(world, standing, order);
}

Objection check_limits_of_size(const World& world, const Standing& standing, const OrderState& order) {
    const Account& account = world.accounts.at(order.account);
    const Limits& limits = group_of(world, account).limits;
    const Standing beside = standing_beside(world, standing, order);
    if (auto objection = check_lots(world, beside, order, limits)) {
        return objection;
    }
    if (auto objection = check_exposure(world, beside, order, limits)) {
        return objection;
    }
    return check_daily_loss(world, account, limits);
}

}  // namespace trireme::reference
