#include "reference/liquidation.hpp"

#include "reference/margin.hpp"
#include "reference/market.hpp"

#include <algorithm>
#include <cstdlib>

namespace trireme::reference {
namespace {

// Bids of one instrument at which an account is looked at anew: further away is worse for what it holds there, so that
// halving finds the first at which a level is reached.
class BidSearch {
public:
    BidSearch(World& world, AccountId account, InstrumentId instrument)
        : world_(world), account_(world.accounts.at(account)), instrument_(world.instruments.at(instrument)) {}
    ~BidSearch() {
        instrument_.bid = bid_now_;
        instrument_.ask = ask_now_;
    }
    BidSearch(const BidSearch&) = delete;
    BidSearch& operator=(const BidSearch&) = delete;

    // For an account that is net long the highest bid from the present one down, net short the lowest from there up.
    [[nodiscard]] std::optional<Price> first(Ratio level, Side net) {
        if (is_reached(bid_now_, level)) {
            return bid_now_;
        }
        const std::int64_t bid = bid_now_.value();
        return net == Side::buy ? first_on_points((bid - 1) / point_, 1, level)
                                : first_on_points(bid / point_ + 1, price_max.value() / point_, level);
    }

    // Whether that is so of a price that somebody else found.
    [[nodiscard]] bool is_first(std::optional<Price> price, Ratio level, Side net) {
        if (is_reached(bid_now_, level)) {
            return price == bid_now_;
        }
        const std::int64_t last = net == Side::buy ? 1 : price_max.value() / point_;
        if (!price) {
            return !is_reached(Price(last * point_), level);
        }
        const Price before(price->value() + (net == Side::buy ? point_ : -point_));
        const bool is_on_the_way = net == Side::buy ? *price < bid_now_ : *price > bid_now_;
        const bool is_next_to_now = net == Side::buy ? before >= bid_now_ : before <= bid_now_;
        return is_on_the_way && price->value() % point_ == 0 && is_reached(*price, level) &&
               (is_next_to_now || !is_reached(before, level));
    }

private:
    [[nodiscard]] bool is_reached(Price bid, Ratio level) {
        instrument_.bid = bid;
        instrument_.ask = Price(bid.value() + ask_now_.value() - bid_now_.value());
        return is_at_or_below(figures_now(world_, account_.terms.account), level);
    }

    // The first, from one count of points to another, at which it is reached, if there is one.
    [[nodiscard]] std::optional<Price> first_on_points(std::int64_t from, std::int64_t until, Ratio level) {
        const std::int64_t direction = until < from ? -1 : 1;
        const auto bid_after = [&](std::int64_t steps) { return Price((from + direction * steps) * point_); };
        std::int64_t least = 0;
        std::int64_t enough = std::abs(until - from);
        if (from < 1 || !is_reached(bid_after(enough), level)) {
            return std::nullopt;
        }
        while (least < enough) {
            const std::int64_t middle = least + (enough - least) / 2;
            if (is_reached(bid_after(middle), level)) {
                enough = middle;
            } else {
                least = middle + 1;
            }
        }
        return bid_after(least);
    }

    World& world_;
    const Account& account_;
    InstrumentState& instrument_;
    const Price bid_now_ = instrument_.bid;
    const Price ask_now_ = instrument_.ask;
    std::int64_t point_ = point_of(instrument_.terms).value();
};

// Longs less shorts; nothing if the account does not hold the instrument.
std::optional<std::int64_t> net_lots(const World& world, AccountId account, InstrumentId instrument) {
    std::optional<std::int64_t> net;
    for (const auto& [id, position] : world.positions) {
        if (position.account == account && position.instrument == instrument) {
            net = net.value_or(0) + (position.side == Side::buy ? position.lots.value() : -position.lots.value());
        }
    }
    return net;
}

}  // namespace

std::optional<engine::LiquidationPrices> liquidation_prices(World& world, AccountId account, InstrumentId instrument) {
    const auto net = net_lots(world, account, instrument);
    if (!net) {
        return std::nullopt;
    }
    if (*net == 0) {
        return engine::LiquidationPrices{};
    }
    const Group& group = group_of(world, world.accounts.at(account));
    const Side side = *net > 0 ? Side::buy : Side::sell;
    BidSearch search(world, account, instrument);
    return engine::LiquidationPrices{.margin_call = search.first(group.margin_call_level, side),
                                     .stop_out = search.first(group.stop_out_level, side)};
}

bool are_liquidation_prices(World& world, AccountId account, InstrumentId instrument,
                            const engine::LiquidationPrices& prices) {
    const auto net = net_lots(world, account, instrument);
    if (!net || *net == 0) {
        return net && prices == engine::LiquidationPrices{};
    }
    const Group& group = group_of(world, world.accounts.at(account));
    const Side side = *net > 0 ? Side::buy : Side::sell;
    BidSearch search(world, account, instrument);
    return search.is_first(prices.margin_call, group.margin_call_level, side) &&
           search.is_first(prices.stop_out, group.stop_out_level, side);
}

}  // namespace trireme::reference
