#pragma once

#include "flows/command_flow.hpp"
#include "model/commands.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace trireme::benchmarks {

inline constexpr std::int64_t one = 100'000'000;  // a lot, a price of 1, a ratio of 1
inline constexpr std::int64_t tick = 1'000;

// A broker's instruments, its group and its clients, as the flows of commands speak of them.
class Brokerage {
public:
    struct Size {
        std::size_t instruments = 1;
        std::size_t accounts = 10'000;
        // Nobody trades everything: each account keeps to a few instruments of its own.
        std::size_t instruments_per_account = 5;
        std::int64_t deposit_dollars = 10'000'000;
        std::int64_t deposit_spread_dollars = 0;  // up to so much more, by account
    };

    explicit Brokerage(const Size& size);

    [[nodiscard]] const Size& size() const { return size_; }

    // Defines everything, quotes every instrument, opens and funds every account.
    [[nodiscard]] NumberedFlow opening();
    [[nodiscard]] std::size_t opening_commands() const { return 2 + 2 * size_.instruments + 2 * size_.accounts; }

    // Requests of every account in turn that are refused, each with an id that is remembered.
    [[nodiscard]] NumberedFlow refused_requests();

    // Pairs of dollars as far as there are currencies, then shares, with ids from 1 up, all at this price.
    static constexpr Price bid{108'450'000};
    static constexpr Price ask{108'460'000};
    [[nodiscard]] InstrumentId instrument(std::size_t index) const {
        return InstrumentId(1 + static_cast<std::uint32_t>(index % size_.instruments));
    }
    [[nodiscard]] AccountId account(std::size_t index) const { return AccountId(1 + index % size_.accounts); }
    // One of the instruments that the account of this index trades. Which they are has nothing to do with its id.
    [[nodiscard]] InstrumentId instrument_of(std::size_t account, std::size_t choice) const;

    // An id that no request had.
    [[nodiscard]] ClientOrderId next_client_order_id();

private:
    void make_opening(std::size_t number, Command& command);

    Size size_;
    std::uint64_t requests_ = 0;
};

[[nodiscard]] PlaceOrder market_order(AccountId account, InstrumentId instrument, Side side);
[[nodiscard]] PlaceOrder limit_order(AccountId account, InstrumentId instrument, std::int64_t ticks_below);

// What the process takes up of the machine's memory.
[[nodiscard]] std::size_t resident_bytes();

}  // namespace trireme::benchmarks
