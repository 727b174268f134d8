#pragma once

#include "flows/applier.hpp"
#include "model/events.hpp"

#include <boost/mp11.hpp>

#include <array>
#include <cstdint>
#include <numeric>
#include <variant>
#include <vector>

namespace trireme::benchmarks {

// A trade that closed what a client held, or the end of an order that a stop-out took away.
struct Ended {
    AccountId account;
    Money loss;  // negative for a profit
};

// Counts events and notes what the next commands follow from. Looks at a byte of each, so that none is made in vain.
class EventTally final : public EventSink {
public:
    // What comes of the next command goes here.
    void begin(Made& made) {
        made = {};
        made_ = &made;
    }

    void on_event(const Event& event) override {
        ++of_kind_[event.index()];
        if (const auto* const accepted = std::get_if<OrderAccepted>(&event)) {
            made_->order = accepted->order;
        } else if (const auto* const changed = std::get_if<PositionChanged>(&event)) {
            made_->position = changed->position;
        } else if (const auto* const trade = std::get_if<Trade>(&event)) {
            take(*trade);
        } else if (const auto* const cancelled = std::get_if<OrderCancelled>(&event)) {
            if (keeps_ended_ && cancelled->reason != CancelReason::client) {
                ended_.push_back({cancelled->account, Money()});
            }
        }
    }

    template <class AnyEvent>
    [[nodiscard]] std::uint64_t count() const {
        return of_kind_[boost::mp11::mp_find<Event, AnyEvent>::value];
    }
    [[nodiscard]] std::uint64_t events() const { return std::accumulate(of_kind_.begin(), of_kind_.end(), 0UL); }
    [[nodiscard]] std::uint64_t trades(TradeReason reason) const { return trades_[static_cast<std::size_t>(reason)]; }

    // From now on what ended without its client asking for it is kept until it is cleared.
    void keep_ended() { keeps_ended_ = true; }
    [[nodiscard]] std::vector<Ended>& ended() { return ended_; }

private:
    static constexpr std::size_t trade_reasons = static_cast<std::size_t>(TradeReason::split) + 1;

    void take(const Trade& trade) {
        ++trades_[static_cast<std::size_t>(trade.reason)];
        if (keeps_ended_ && !trade.opens) {
            const Money profit = trade.profit.value_or(Money());
            ended_.push_back({trade.account, Money{-profit.minor_units, profit.currency}});
        }
    }

    Made* made_ = nullptr;
    std::array<std::uint64_t, std::variant_size_v<Event>> of_kind_{};
    std::array<std::uint64_t, trade_reasons> trades_{};
    bool keeps_ended_ = false;
    std::vector<Ended> ended_;
};

}  // namespace trireme::benchmarks
