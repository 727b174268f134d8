#pragma once

#include "app/command_flow.hpp"
#include "app/lp_set.hpp"
#include "engine/state.hpp"
#include "journal/segment.hpp"
#include "model/events.hpp"
#include "ports/lp_adapter.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace trireme::app {

// An LP's id in the engine, by its place among those that are connected.
[[nodiscard]] constexpr LpId id_of(LpSlot lp) { return LpId(lp.value() + std::uint32_t{1}); }

// The house's orders at LPs: sends what the engine placed, once that is durable and never again, and tells the engine
// what LPs report. An order whose sending an earlier run cannot prove is asked for, and so is one of unknown outcome.
// Sink and LPs outlive it.
class LpDealing {
public:
    // Of an engine that was `found` so when it started, on the journal with that id: names of orders come from it, so
    // that no other journal's orders bear them.
    LpDealing(CommandSink& sink, std::span<const LpSet::Lp> lps, std::span<const TradedInstrument> instruments,
              const journal::LogId& journal, const engine::EngineState& found);

    // Every durable event behind that state, in order. Any one thread.
    void on_event(const Event& event);

    // These are of the thread that polls the LPs.
    void step(Timestamp now);
    void on_connection(LpSlot lp, bool is_connected);
    void on_report(LpSlot lp, const LpReport& report);
    void stop() { flow_.stop(); }

    struct Counters {
        std::uint64_t sent = 0;
        std::uint64_t refused = 0;   // by the adapter: nothing was sent
        std::uint64_t asked = 0;     // what became of an order
        std::uint64_t reports = 0;   // handed to the engine
        std::uint64_t not_ours = 0;  // reports of orders with other names
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    struct Order {
        LpSlot lp;
        bool is_unknown = false;
        Timestamp ask_at = Timestamp::latest();
    };

    [[nodiscard]] LpOrderName name_of(LpOrderId id) const;
    [[nodiscard]] std::optional<LpOrderId> id_named(const LpOrderName& name) const;
    [[nodiscard]] std::optional<LpSlot> slot_of(LpId lp) const;
    [[nodiscard]] std::optional<InstrumentSlot> slot_of(InstrumentId instrument) const;

    void take(const Event& event, Timestamp now);
    void place(const LpOrderPlaced& placed, Timestamp now);
    void refuse(const LpOrderPlaced& placed, LpReason reason);
    void ask(Timestamp now);
    void tell(const Command& command);

    std::span<const LpSet::Lp> lps_;
    std::span<const TradedInstrument> instruments_;
    const std::string prefix_;
    CommandFlow flow_;
    std::map<LpOrderId, Order> orders_;  // that have not ended
    Counters counters_;
    std::mutex mutex_;  // guards:
    std::deque<Event> events_;
};

}  // namespace trireme::app
