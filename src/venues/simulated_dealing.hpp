#pragma once

#include "base/result.hpp"
#include "base/timestamp.hpp"
#include "ports/lp_adapter.hpp"
#include "ports/lp_order.hpp"
#include "venues/random_numbers.hpp"
#include "venues/simulated_price.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace trireme::venues {

// How a simulated LP deals.
struct SimulatedDealingTerms {
    Duration latency_min = Duration::milliseconds(1);
    Duration latency_max = Duration::milliseconds(20);  // of each way; nothing overtakes what was sent before it
    // For how long the LP holds an order that could be filled, and how far the price may move against it meanwhile.
    Duration last_look{};
    Price last_look_tolerance{};
    std::uint32_t reject_permille = 0;
    std::uint32_t partial_permille = 0;  // how often only a part of what is there is given
    Lots lots_step{1'000'000};
    std::size_t live_orders_max = 10'000;
    std::size_t remembered_orders_max = 100'000;  // those that have ended, the oldest are forgotten first
    std::size_t requests_max = 10'000;            // on their way
};

[[nodiscard]] Result<void> check(const SimulatedDealingTerms& terms);

// The dealing side of a simulated LP: takes orders, looks, fills them at the prices it is told, answers. What it does
// follows from its seed, the prices, and the times of what it is asked.
//
// Fills do not use up the volume of a book: the next quote is another one anyway.
class SimulatedDealing {
public:
    SimulatedDealing(const SimulatedDealingTerms& terms, std::size_t instruments, std::uint64_t seed)
        : terms_(terms), random_(seed), books_(instruments), resting_(instruments), net_(instruments) {}

    struct Cancel {
        LpOrderName name{};
    };
    struct StatusQuestion {
        LpOrderName name{};
    };
    struct OpenOrdersQuestion {};
    struct PositionsQuestion {};
    using Request = std::variant<LpOrder, LpReplace, Cancel, StatusQuestion, OpenOrdersQuestion, PositionsQuestion>;
    // False if too many are under way.
    [[nodiscard]] bool ask(const Request& request, Timestamp now);
    // What was under way to the LP never comes there.
    void lose_requests() { requests_.clear(); }

    // When something happens next: a request arrives, or a look is over.
    [[nodiscard]] Timestamp next_time() const;
    void step();
    // The prices at which it deals from now on; none while the market is closed.
    void set_book(InstrumentSlot instrument, const std::optional<SimulatedBook>& book, Timestamp now);

    struct OpenOrdersTold {};
    struct Answer {
        std::variant<LpReport, OpenOrdersTold, std::vector<LpPosition>> said;
        Timestamp received;
        std::optional<Duration> latency;  // of an order's first answer
    };
    // Answers in the order in which they arrive.
    [[nodiscard]] const Answer* next_answer() const { return answers_.empty() ? nullptr : &answers_.front(); }
    void pop_answer() { answers_.pop_front(); }

private:
    struct Order {
        LpOrder asked{};
        OrderStatus status = OrderStatus::pending;
        Lots cumulative{};
        Timestamp sent{};
        bool is_answered = false;
        bool is_held = false;  // in a last look

        [[nodiscard]] Lots leaves() const { return Lots(asked.lots.value() - cumulative.value()); }
    };
    struct Arrival {
        Timestamp time;
        Timestamp sent;
        Request request;
    };
    struct Look {
        Timestamp until;
        LpOrderName name;
        SimulatedBook book;  // at which it will be filled
    };

    void handle(const LpOrder& order, Timestamp sent, Timestamp now);
    void handle(const LpReplace& replacement, Timestamp sent, Timestamp now);
    void handle(const Cancel& cancel, Timestamp sent, Timestamp now);
    void handle(const StatusQuestion& question, Timestamp sent, Timestamp now);
    void handle(const OpenOrdersQuestion& question, Timestamp sent, Timestamp now);
    void handle(const PositionsQuestion& question, Timestamp sent, Timestamp now);
    void decide(const Look& look, Timestamp now);

    [[nodiscard]] LpReason fault_of(const LpOrder& order) const;
    // Fills it, holds it for a look, lets it rest or ends it: of an order that has come in or was changed.
    void enter(Order& order, Timestamp now);
    void fill(Order& order, const SimulatedBook& book, Timestamp now);
    void fill_resting(Order& order, const SimulatedBook& book, Timestamp now);
    void rest_or_end(Order& order, Timestamp now);
    void end(Order& order, LpReportKind kind, OrderStatus status, LpReason reason, Timestamp now);
    // How much of so much it gives; whole steps.
    [[nodiscard]] Lots given_of(Lots lots);
    void give(Order& order, Lots lots, Price price, Timestamp now);
    void answer(Order& order, LpReportKind kind, LpReason reason, Timestamp now);
    void answer_about(const LpOrderName& name, LpReportKind kind, LpReason reason, Timestamp now);
    void send(LpReport report, std::optional<Timestamp> sent, Timestamp now);
    // When what it says now arrives.
    [[nodiscard]] Timestamp next_arrival(Timestamp now);
    [[nodiscard]] Duration latency();

    SimulatedDealingTerms terms_;
    RandomNumbers random_;
    std::vector<std::optional<SimulatedBook>> books_;
    std::map<LpOrderName, Order> orders_;
    std::vector<std::vector<LpOrderName>> resting_;  // of each instrument, as they came
    std::vector<std::int64_t> net_;                  // bought less sold in each instrument, in units of Lots
    std::deque<LpOrderName> ended_;
    std::size_t live_ = 0;
    std::deque<Arrival> requests_;
    std::deque<Look> looks_;
    std::deque<Answer> answers_;
    std::uint64_t executions_ = 0;
    Timestamp last_arrival_ = Timestamp::earliest();
    Timestamp last_answer_ = Timestamp::earliest();
};

}  // namespace trireme::venues
