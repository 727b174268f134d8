#pragma once

#include "flows/brokerage.hpp"
#include "flows/command_flow.hpp"

#include <vector>

namespace trireme::benchmarks {

// Clients open and close positions at the market, over and over, accounts in an order that is none in memory.
//
// Each account has places for positions, two in each of its instruments, or more. Half of all places are taken to begin
// with; then each in turn is taken or given up. So about as many positions stay open, spread over each account's
// instruments.
class MarketOrders final : public CommandFlow {
public:
    // About so many positions are open.
    MarketOrders(Brokerage& brokerage, std::size_t positions);

    void make(std::span<Command> commands) override;
    void learn(std::span<const Made> made) override;
    [[nodiscard]] std::size_t opening_commands() const override { return positions_.size() / 2; }

private:
    // Which place the command of this number is about.
    [[nodiscard]] std::size_t place_of(std::size_t number) const;
    void make_one(std::size_t place, Command& command);

    Brokerage& brokerage_;
    std::vector<PositionId> positions_;  // by place; 0 where it is free
    std::size_t made_ = 0;
    std::size_t learned_ = 0;
};

}  // namespace trireme::benchmarks
