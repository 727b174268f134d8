#pragma once

#include "base/timestamp.hpp"
#include "ports/lp_order.hpp"
#include "ports/lp_quote.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace trireme {

// Who is told what LPs say. Called during LpAdapter::poll only, in the order in which it was said.
class LpListener {
public:
    virtual ~LpListener() = default;

    virtual void on_quote(const LpQuote& quote) = 0;
    virtual void on_depth(const LpDepth& depth) = 0;
    // The LP has no price in the instrument any more.
    virtual void on_withdrawn(LpSlot lp, InstrumentSlot instrument, Timestamp time) = 0;
    // Connection made, or lost: then all of the LP's quotes are gone.
    virtual void on_connection(LpSlot lp, bool is_connected, Timestamp time) = 0;
    virtual void on_report(LpSlot lp, const LpReport& report) = 0;
    // The answer to ask_open_orders is complete: what none of the reports since the question named is not open.
    virtual void on_open_orders_told(LpSlot lp, Timestamp time) = 0;
    // The answer to ask_positions: all that there are. An instrument that is not among them has none.
    virtual void on_positions(LpSlot lp, std::span<const LpPosition> positions, Timestamp time) = 0;
};

struct LpHealth {
    bool is_connected = false;
    Timestamp changed{};       // when it last became what it is
    Timestamp last_message{};  // of any kind; 0: none yet
    Duration order_latency{};  // of the order answered last, from sending to its first report
    std::uint64_t quotes = 0;
    std::uint64_t orders = 0;
    std::uint64_t fills = 0;
    std::uint64_t rejects = 0;       // of orders, cancels and replacements, by the LP
    std::uint64_t bad_messages = 0;  // refused as malformed or absurd
    std::uint64_t connections = 0;
};

// Whether a request was taken to be sent. What became of it, reports tell.
enum class LpAdmission : std::uint8_t {
    taken,
    not_connected,  // nothing was sent
    overloaded,     // nothing was sent: too much waits already
};

[[nodiscard]] constexpr std::string_view name_of(LpAdmission admission) {
    switch (admission) {
        case LpAdmission::taken: return "taken";
        case LpAdmission::not_connected: return "not_connected";
        case LpAdmission::overloaded: return "overloaded";
    }
    return "invalid";
}

// The way to one LP. Used by one thread; no call blocks, sends on the caller's time or waits for an answer: an adapter
// that has sockets serves them elsewhere and exchanges messages through bounded queues. Time is told by the caller and
// does not go back.
class LpAdapter {
public:
    virtual ~LpAdapter() = default;

    // Hands over what came until `now`.
    virtual void poll(Timestamp now, LpListener& listener) = 0;
    // When to poll next at the latest; Timestamp::latest() where nothing is known to come.
    [[nodiscard]] virtual Timestamp next_due() const = 0;
    [[nodiscard]] virtual LpHealth health() const = 0;

    [[nodiscard]] virtual LpAdmission send(const LpOrder& order, Timestamp now) = 0;
    [[nodiscard]] virtual LpAdmission cancel(const LpOrderName& name, Timestamp now) = 0;
    [[nodiscard]] virtual LpAdmission replace(const LpReplace& replacement, Timestamp now) = 0;
    // Asks what became of an order; the answer is a report of kind `status` or `unknown`.
    [[nodiscard]] virtual LpAdmission ask_status(const LpOrderName& name, Timestamp now) = 0;
    // Asks for all orders that are open; the answer is a report of kind `status` for each, then on_open_orders_told.
    [[nodiscard]] virtual LpAdmission ask_open_orders(Timestamp now) = 0;
    [[nodiscard]] virtual LpAdmission ask_positions(Timestamp now) = 0;
};

}  // namespace trireme
