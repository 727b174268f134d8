#pragma once

#include "engine/brokerage_engine.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trireme::benchmarks {

// Counts events and reads a byte of each, so that none is made in vain.
class CountingSink final : public EventSink {
public:
    void on_event(const Event& event) override {
        ++count_;
        kinds_ += event.index();
        if (event.index() == rejected_) {
            ++rejects_;
        }
        if (const auto* const accepted = std::get_if<OrderAccepted>(&event)) {
            last_order_ = accepted->order;
        } else if (const auto* const changed = std::get_if<PositionChanged>(&event)) {
            last_position_ = changed->position;
        }
    }

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::uint64_t rejects() const { return rejects_; }
    [[nodiscard]] OrderId last_order() const { return last_order_; }
    [[nodiscard]] PositionId last_position() const { return last_position_; }

private:
    static inline const std::size_t rejected_ = Event(Rejected()).index();

    std::uint64_t count_ = 0;
    std::uint64_t kinds_ = 0;
    std::uint64_t rejects_ = 0;
    OrderId last_order_;
    PositionId last_position_;
};

// A brokerage engine with instruments, a group and funded accounts, and time that goes on by a microsecond a command.
class Brokerage {
public:
    struct Size {
        std::size_t instruments = 1;
        std::size_t accounts = 10'000;
    };

    explicit Brokerage(const Size& size);

    void apply(const Command& command) {
        now_ = now_.plus(Duration::microseconds(1));
        engine_.apply(now_, command, sink_);
    }

    // Forex pairs of dollars with ids from 1 up, all at this price.
    static constexpr Price bid{108'450'000};
    static constexpr Price ask{108'460'000};
    [[nodiscard]] InstrumentId instrument(std::size_t index) const {
        return InstrumentId(1 + static_cast<std::uint32_t>(index % size_.instruments));
    }
    [[nodiscard]] AccountId account(std::size_t index) const { return AccountId(1 + index % size_.accounts); }

    // An id that no request had.
    [[nodiscard]] ClientOrderId next_client_order_id();

    // Fills the memory of ids with that many of requests that were refused.
    void remember_ids(std::size_t count);

    [[nodiscard]] const CountingSink& sink() const { return sink_; }

private:
    Size size_;
    engine::BrokerageEngine engine_;
    CountingSink sink_;
    Timestamp now_{1'788'249'600'000'000'000};  // a Tuesday in September 2026
    std::uint64_t requests_ = 0;
};

// What the process takes up of the machine's memory.
[[nodiscard]] std::size_t resident_bytes();

}  // namespace trireme::benchmarks
