#pragma once

#include "counter/commands.hpp"
#include "simulation/traffic.hpp"

#include <cstdint>
#include <vector>

namespace trireme::simulation {

// What clients ask of the counter ledger.
class CounterTraffic final : public Traffic {
public:
    // The accounts that clients mostly use.
    static constexpr std::uint64_t first_account = 1'000;
    static constexpr std::uint64_t account_count = 24;

    CounterTraffic(std::uint64_t seed, std::size_t command_bytes_max)
        : random_(seed), command_bytes_max_(command_bytes_max) {}

    [[nodiscard]] DrawnCommand draw(Timestamp now) override;
    [[nodiscard]] bool may_be_sent_again(ByteView command) const override;

private:
    [[nodiscard]] counter::Command draw_command(Timestamp now);
    [[nodiscard]] AccountId draw_account();
    [[nodiscard]] Currency draw_currency();
    [[nodiscard]] Money draw_money();
    [[nodiscard]] RequestId draw_request();
    [[nodiscard]] bool one_in(std::uint64_t count) { return below(random_, count) == 0; }

    static constexpr std::size_t remembered_max = 64;

    Random random_;
    std::size_t command_bytes_max_;
    std::uint64_t last_request_ = 0;
    std::vector<counter::Command> sent_;  // some of them, to be sent again
};

}  // namespace trireme::simulation
