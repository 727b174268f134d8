#pragma once

#include "flows/brokerage.hpp"
#include "flows/command_flow.hpp"
#include "flows/event_tally.hpp"

#include <cstdint>
#include <deque>
#include <random>
#include <vector>

namespace trireme::benchmarks {

// The prices of a day in one instrument: recorded, and then over and over, or made by a walk without end.
class DayPrices {
public:
    struct Prices {
        Price bid;
        Price ask;
    };

    // A walk that steps by up to ten ticks either way, and now and then jumps, as at news.
    DayPrices() = default;
    explicit DayPrices(std::vector<Prices> recorded) : recorded_(std::move(recorded)) {}

    [[nodiscard]] Prices next();
    [[nodiscard]] Prices first() const;

private:
    std::vector<Prices> recorded_;
    std::size_t at_ = 0;
    std::int64_t ticks_ = 0;
    std::mt19937_64 random_{7};
};

// The quotes of a day, one in each command.
class QuotesOfDay final : public CommandFlow {
public:
    QuotesOfDay(const Brokerage& brokerage, DayPrices& prices)
        : brokerage_(brokerage), prices_(prices), latest_(prices.first()) {}

    void make(std::span<Command> commands) override;
    [[nodiscard]] DayPrices::Prices latest() const { return latest_; }

private:
    const Brokerage& brokerage_;
    DayPrices& prices_;
    DayPrices::Prices latest_;
};

// Keeps a book of protected positions as large as it was: in place of each that a stop, a target or a stop-out ended,
// its client pays in what it lost and opens another, by a market order or by an order that waits nearby.
class ClientsOfDay final : public CommandFlow {
public:
    // Distances of protection are up to `reach_ticks` from the price.
    ClientsOfDay(Brokerage& brokerage, const QuotesOfDay& quotes, std::size_t positions, std::int64_t reach_ticks);

    void make(std::span<Command> commands) override;
    [[nodiscard]] std::size_t opening_commands() const override { return positions_; }

    // What ended since. Empties the list.
    void take(std::vector<Ended>& ended);
    // How many commands are to be made for it.
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

private:
    [[nodiscard]] PlaceOrder protected_order(AccountId account);
    void let_wait(PlaceOrder& request);

    Brokerage& brokerage_;
    const QuotesOfDay& quotes_;
    std::size_t positions_;
    std::int64_t reach_ticks_;
    std::size_t opened_ = 0;
    std::deque<Command> waiting_;
    std::mt19937_64 random_{13};
};

}  // namespace trireme::benchmarks
