#pragma once

#include "flows/brokerage.hpp"
#include "flows/command_flow.hpp"

#include <vector>

namespace trireme::benchmarks {

// Of each order in a ring of live ones in turn: it is modified, then cancelled, and another one is placed, of another
// account.
class RestingOrders final : public CommandFlow {
public:
    RestingOrders(Brokerage& brokerage, std::size_t live);

    void make(std::span<Command> commands) override;
    void learn(std::span<const Made> made) override;
    [[nodiscard]] std::size_t opening_commands() const override { return orders_.size(); }

private:
    struct Live {
        AccountId account;
        OrderId order;
    };

    void make_one(std::size_t number, Command& command);
    void place(std::size_t number, Live& live, Command& command);
    // Which place of the ring the command of this number is about, and whether it places an order there.
    [[nodiscard]] Live& live_of(std::size_t number);
    [[nodiscard]] bool places(std::size_t number) const;

    Brokerage& brokerage_;
    std::vector<Live> orders_;
    std::size_t made_ = 0;
    std::size_t learned_ = 0;
};

}  // namespace trireme::benchmarks
