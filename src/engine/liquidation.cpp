#include "engine/liquidation.hpp"

#include "model/bounds.hpp"

#include <algorithm>
#include <cstdint>

namespace trireme::engine {
namespace {

// Lets an instrument have another quote for as long as this lives.
class AssumedQuote {
public:
    explicit AssumedQuote(InstrumentRecord& instrument)
        : instrument_(instrument), bid_(instrument.bid), ask_(instrument.ask) {}
    AssumedQuote(const AssumedQuote&) = delete;
    AssumedQuote& operator=(const AssumedQuote&) = delete;
    ~AssumedQuote() {
        instrument_.bid = bid_;
        instrument_.ask = ask_;
    }

    void move_bid(Price bid) {
        instrument_.bid = bid;
        instrument_.ask = Price(bid.value() + ask_.value() - bid_.value());
    }

private:
    InstrumentRecord& instrument_;
    Price bid_;
    Price ask_;
};

class Search {
public:
    Search(const Books& books, const AccountRecord& account, InstrumentRecord& instrument)
        : books_(books), account_(account), instrument_(instrument), point_(point_of(instrument.terms).value()) {}

    [[nodiscard]] std::optional<Price> first_bid(Ratio level, bool is_long) {
        const Price now = instrument_.bid;
        AssumedQuote assumed(instrument_);
        if (is_at_or_below(assumed, now, level)) {
            return now;
        }
        // Points away from the present bid in the direction of the loss; the present one is not.
        const std::int64_t nearest = is_long ? now.value() / point_ : (now.value() + point_ - 1) / point_;
        const std::int64_t furthest = is_long ? 1 : price_max.value() / point_;
        const std::int64_t away = is_long ? -1 : 1;
        std::int64_t far = (furthest - nearest) * away;
        const auto bid_at = [&](std::int64_t steps) { return Price((nearest + steps * away) * point_); };
        if (far < 0 || !is_at_or_below(assumed, bid_at(far), level)) {
            return std::nullopt;
        }
        std::int64_t near = 0;
        while (near < far) {
            const std::int64_t middle = near + (far - near) / 2;
            if (is_at_or_below(assumed, bid_at(middle), level)) {
                far = middle;
            } else {
                near = middle + 1;
            }
        }
        return bid_at(far);
    }

private:
    [[nodiscard]] bool is_at_or_below(AssumedQuote& assumed, Price bid, Ratio level) const {
        assumed.move_bid(bid);
        const auto standing = books_.margin.standing(account_);
        return standing && standing->is_at_or_below(level);
    }

    const Books& books_;
    const AccountRecord& account_;
    InstrumentRecord& instrument_;
    std::int64_t point_;
};

}  // namespace

std::optional<LiquidationPrices> liquidation_prices(Books& books, AccountId account_id, InstrumentId instrument_id) {
    const AccountRecord* const account = books.find(account_id);
    InstrumentRecord* const instrument = books.find(instrument_id);
    if (account == nullptr || instrument == nullptr) {
        return std::nullopt;
    }
    const Holding* const holding = account->holding_of(*instrument);
    if (holding == nullptr || !holding->sums.has_positions()) {
        return std::nullopt;
    }
    const HoldingSums& sums = holding->sums;
    if (sums.long_lots == sums.short_lots) {
        return LiquidationPrices{};
    }
    const bool is_long = sums.long_lots > sums.short_lots;
    Search search(books, *account, *instrument);
    return LiquidationPrices{.margin_call = search.first_bid(account->group->margin_call_level, is_long),
                             .stop_out = search.first_bid(account->group->stop_out_level, is_long)};
}

}  // namespace trireme::engine
