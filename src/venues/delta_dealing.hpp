#pragma once

#include "base/timestamp.hpp"
#include "ports/lp_order.hpp"
#include "venues/delta_messages.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace trireme::venues {

// The product of Delta Exchange's that the house quotes.
struct DeltaQuoted {
    Symbol symbol{};  // "BTCUSD"
    InstrumentSlot slot{};
    Ratio contract_size{100'000'000};  // contracts in a lot
};

[[nodiscard]] LpReason meaning_of(const DeltaReason& reason);

// The house's orders at Delta Exchange, and what is told of them. Two channels tell, without an order between
// them: fills tell what was dealt, each once by its id, and orders tell how much that must be. So the end of an order
// waits until the fills that belong to it are here, and one that has too few of them for long is to be asked about.
class DeltaDealing {
public:
    struct Order {
        LpOrder asked{};
        std::uint64_t id = 0;  // Delta Exchange's; 0 until that is known
        OrderStatus status = OrderStatus::pending;
        Lots cumulative{};                 // of the fills that came
        Lots told{};                       // of fills there are, by what is told of the order
        std::optional<LpReason> ending{};  // why it was cancelled, while fills are missing
        std::optional<LpReplace> replacing{};
        Timestamp sent{};
        std::optional<Duration> latency{};

        [[nodiscard]] Lots leaves() const;
    };

    DeltaDealing(std::vector<DeltaQuoted> quoted, std::size_t ended_max)
        : quoted_(std::move(quoted)), ended_max_(ended_max) {}

    // Of a name that was not used before.
    void begin(const LpOrder& order, Timestamp now);
    // A replacement on its way: what is told of the order with its volume and price is its outcome.
    void expect(const LpReplace& replacement);
    // The replacement was refused.
    void expect_no_more(const LpOrderName& name);
    [[nodiscard]] const Order* find(const LpOrderName& name) const;
    [[nodiscard]] const DeltaQuoted* find(const Symbol& symbol) const;
    [[nodiscard]] const DeltaQuoted* find(InstrumentSlot slot) const;
    // Some order's fills are fewer than was told.
    [[nodiscard]] bool misses_fills() const;
    // Those that have not ended, by name.
    [[nodiscard]] std::vector<LpOrderName> live() const;

    // What to do with an order that is not known: one that rested before the house's start is learned of by asking.
    enum class Unknown : std::uint8_t { pass_over, learn };
    // The answer to a question has fills of long ago too, which count only for an order that misses some.
    enum class FillSource : std::uint8_t { channel, question };
    void apply(const DeltaOrder& told, Unknown unknown, Timestamp received, std::vector<LpReport>& reports);
    void apply(const DeltaFill& fill, FillSource source, Timestamp received, std::vector<LpReport>& reports);

    [[nodiscard]] LpReport refused(const LpOrderName& name, LpReason reason, Timestamp received);
    [[nodiscard]] LpReport never_arrived(const LpOrderName& name, Timestamp received);
    [[nodiscard]] LpReport about(const LpOrderName& name, LpReportKind kind, LpReason reason, Timestamp received) const;

private:
    void settle(Order& order, Timestamp received, std::vector<LpReport>& reports);
    void end(Order& order, OrderStatus status);
    [[nodiscard]] LpReport report(Order& order, LpReportKind kind, LpReason reason, Timestamp received);

    std::vector<DeltaQuoted> quoted_;
    std::size_t ended_max_;
    std::map<LpOrderName, Order> orders_;
    std::map<std::uint64_t, LpOrderName> names_;
    struct EarlyFill {
        DeltaFill fill{};
        FillSource source{};
    };
    std::map<std::uint64_t, std::vector<EarlyFill>> early_;  // fills that came before their order
    std::set<LpExecutionId> fills_;                          // that were told
    std::deque<LpExecutionId> oldest_fills_;
    std::deque<LpOrderName> ended_;
};

}  // namespace trireme::venues
