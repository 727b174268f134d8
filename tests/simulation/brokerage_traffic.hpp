#pragma once

#include "reference/random_commands.hpp"
#include "reference/reference_broker.hpp"
#include "simulation/brokerage_shadow.hpp"
#include "simulation/traffic.hpp"

#include <cstdint>

namespace trireme::simulation {

// What clients, the desk and the market ask of the brokerage engine: the streams of the reference model. They look at
// what the auditor last knew to be true, with what was taken since applied to it in good faith.
class BrokerageTraffic final : public Traffic {
public:
    // The accounts that are mostly used.
    static constexpr std::uint64_t first_account = 101;
    static constexpr std::uint64_t account_count = 14;

    BrokerageTraffic(std::uint64_t seed, std::size_t command_bytes_max, const BrokerageShadow& known);

    [[nodiscard]] DrawnCommand draw(Timestamp now) override;
    [[nodiscard]] bool may_be_sent_again(ByteView command) const override;
    void on_taken(Timestamp now, ByteView command) override;
    void begin_life() override { believe_what_is_known(); }

private:
    void believe_what_is_known();

    Random random_;
    std::size_t command_bytes_max_;
    const BrokerageShadow& known_;
    std::uint64_t believed_from_ = 0;  // the last command that was known when it was last looked at
    reference::ReferenceBroker believed_;
    reference::RandomCommands commands_;
};

}  // namespace trireme::simulation
