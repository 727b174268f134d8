#pragma once

#include "base/timestamp.hpp"
#include "ports/lp_adapter.hpp"
#include "venues/random_numbers.hpp"
#include "venues/simulated_dealing.hpp"
#include "venues/simulated_price.hpp"

#include <deque>
#include <optional>
#include <variant>
#include <vector>

namespace trireme::venues {

// What simulated and recorded LPs share: the connection with its latency, and the dealing behind it. Whoever derives
// from it brings prices. How often it is polled changes nothing but when things are heard of.
class SimulatedAdapter : public LpAdapter {
public:
    void poll(Timestamp now, LpListener& listener) final;
    [[nodiscard]] Timestamp next_due() const final;
    [[nodiscard]] LpHealth health() const final { return health_; }

    [[nodiscard]] LpAdmission send(const LpOrder& order, Timestamp now) final;
    [[nodiscard]] LpAdmission cancel(const LpOrderName& name, Timestamp now) final;
    [[nodiscard]] LpAdmission replace(const LpReplace& replacement, Timestamp now) final;
    [[nodiscard]] LpAdmission ask_status(const LpOrderName& name, Timestamp now) final;
    [[nodiscard]] LpAdmission ask_open_orders(Timestamp now) final;
    [[nodiscard]] LpAdmission ask_positions(Timestamp now) final;

    // Cuts the connection: quotes are lost, and so is what is on its way to the LP; answers wait. `now` is when it was
    // last polled, or later.
    void disconnect(Timestamp now);
    void connect(Timestamp now);

protected:
    struct Terms {
        LpSlot lp{};
        Duration latency_min{};
        Duration latency_max{};  // of quotes, which do not overtake each other
        SimulatedDealingTerms dealing{};
        std::size_t instruments = 0;  // slots are below it
        bool shows_sizes = true;
    };
    SimulatedAdapter(const Terms& terms, std::uint64_t seed, Timestamp begin);

    // When the next prices come; Timestamp::latest() if none do.
    [[nodiscard]] virtual Timestamp next_price_time() const = 0;
    // Tells the prices of that moment by set_prices.
    virtual void step_prices() = 0;
    // What the LP deals at and quotes from now on; nothing while the market is closed.
    void set_prices(InstrumentSlot instrument, const std::optional<SimulatedBook>& book, Timestamp now);
    // There will be no more prices: the connection ends behind what is on its way.
    void end(Timestamp now);

private:
    struct Withdrawal {
        InstrumentSlot instrument{};
        Timestamp received{};
    };
    struct Connection {
        bool is_connected = false;
        Timestamp received{};
    };
    using Message = std::variant<LpQuote, LpDepth, Withdrawal, Connection>;

    [[nodiscard]] Timestamp next_delivery() const;
    void deliver(LpListener& listener);
    void deliver_message(LpListener& listener);
    void deliver_answer(LpListener& listener);
    void deliver_report(const LpReport& report, LpListener& listener);
    [[nodiscard]] LpAdmission ask(const SimulatedDealing::Request& request, Timestamp now);

    Terms terms_;
    SimulatedDealing dealing_;
    RandomNumbers random_;
    LpHealth health_{};
    std::deque<Message> messages_;  // in the order of their arrival
    std::vector<std::uint8_t> has_prices_;
    Timestamp last_arrival_ = Timestamp::earliest();
    std::uint64_t quotes_made_ = 0;
};

}  // namespace trireme::venues
