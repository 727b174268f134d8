#include "engine/amounts.hpp"
#include "engine/order_checks.hpp"
#include "engine/reservation.hpp"

// limit.* of docs/rules.md.
namespace trireme::engine {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;

std::int64_t second_of(Timestamp time) {
    const std::int64_t ns = time.nanoseconds_since_1970();
    return ns / ns_per_second - (ns % ns_per_second < 0 ? 1 : 0);
}

Rejection counted(RejectCode code, std::uint64_t asked, std::uint64_t limit) {
    return {code, {.asked_count = asked, .limit_count = limit}};
}

Money in_account_currency(Ratio limit, const AccountRecord& account) {
    return rounded(Amount(Int128{limit.value()} * 100'000'000), account.currency());
}

std::optional<Rejection> check_order_rate(Books& books, AccountRecord& account) {
    const std::int64_t second = second_of(books.now);
    account.rate_count = account.rate_second == second ? account.rate_count : 0;
    account.rate_second = second;
    account.rate_count += 1;
    const auto& limit = account.group->limits.orders_per_second;
    return limit && account.rate_count > *limit
               ? std::optional(counted(RejectCode::order_rate_limit, account.rate_count, *limit))
               : std::nullopt;
}

std::optional<Rejection> check_open_orders(const CheckedOrder& checked, std::uint32_t together) {
    const auto& limit = checked.account->group->limits.open_orders;
    const std::uint64_t open = checked.account->orders.size() + together;
    const bool counts = checked.order.terms.type != OrderType::market;
    return limit && counts && open > *limit ? std::optional(counted(RejectCode::too_many_orders, open, *limit))
                                            : std::nullopt;
}

std::optional<Rejection> check_lots_limit(const CheckedOrder& checked) {
    const auto& limit = checked.account->group->limits.lots;
    if (!limit) {
        return std::nullopt;
    }
    Int128 lots = checked.added.value();
    if (checked.holding != nullptr) {
        const HoldingSums& sums = checked.holding->sums;
        lots += sums.long_lots + sums.short_lots + sums.ordered_lots;
    }
    lots -= checked.closes == nullptr ? 0 : checked.closes->lots.value();
    if (lots <= limit->value()) {
        return std::nullopt;
    }
    const Lots asked(narrow<std::int64_t>(lots).value_or(std::numeric_limits<std::int64_t>::max()));
    return Rejection{RejectCode::lots_limit, {.asked_lots = asked, .limit_lots = limit}};
}

std::optional<Rejection> check_exposure(const Books& books, const CheckedOrder& checked) {
    const auto& limit = checked.account->group->limits.exposure;
    if (!limit) {
        return std::nullopt;
    }
    Change change{.instrument = checked.instrument};
    if (checked.holding != nullptr) {
        change.sums = checked.holding->sums;
    }
    if (checked.closes != nullptr) {
        PriceLots& cost = checked.closes->is_long() ? change.sums.long_cost : change.sums.short_cost;
        cost = minus(cost, checked.closes->cost);
    }
    change.sums.ordered_lots += checked.added.value();
    change.sums.ordered_cost = plus(change.sums.ordered_cost, multiply(counted_at(checked), checked.added));
    const auto exposure = books.margin.exposure(*checked.account, change);
    if (!exposure) {
        return Rejection{RejectCode::no_rate, {.instrument = checked.instrument->id}};
    }
    const Money most = in_account_currency(*limit, *checked.account);
    return exposure->minor_units > most.minor_units
               ? std::optional(Rejection{RejectCode::exposure_limit, {.asked_amount = exposure, .limit_amount = most}})
               : std::nullopt;
}

std::optional<Rejection> check_daily_loss(const Books& books, const AccountRecord& account) {
    const auto& limit = account.group->limits.daily_loss;
    if (!limit) {
        return std::nullopt;
    }
    const auto standing = books.margin.standing(account);
    if (!standing) {
        return std::nullopt;
    }
    const Int128 loss = Int128{account.baseline.minor_units} + account.moved.minor_units - standing->equity.minor_units;
    const Money most = in_account_currency(*limit, account);
    if (loss < most.minor_units) {
        return std::nullopt;
    }
    const std::int64_t shown = narrow<std::int64_t>(loss).value_or(std::numeric_limits<std::int64_t>::max());
    return Rejection{RejectCode::daily_loss_limit,
                     {.asked_amount = Money{shown, account.currency()},
                      .limit_amount = most,
                      .equity = standing->equity,
                      .baseline = account.baseline,
                      .moved = account.moved}};
}

}  // namespace

std::optional<Rejection> check_limits(Books& books, const CheckedOrder& checked, std::uint32_t together) {
    if (auto rejection = check_order_rate(books, *checked.account)) {
        return rejection;
    }
    if (auto rejection = check_open_orders(checked, together)) {
        return rejection;
    }
    return check_limits_of_size(books, checked);
}

std::optional<Rejection> check_limits_of_size(const Books& books, const CheckedOrder& checked) {
    if (auto rejection = check_lots_limit(checked)) {
        return rejection;
    }
    if (auto rejection = check_exposure(books, checked)) {
        return rejection;
    }
    return check_daily_loss(books, *checked.account);
}

}  // namespace trireme::engine
