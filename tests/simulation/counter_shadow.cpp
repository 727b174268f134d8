#include "simulation/counter_shadow.hpp"

#include "codec/bytes.hpp"
#include "codec/hash.hpp"

#include <fmt/format.h>

namespace trireme::simulation {
namespace {

class Collector final : public counter::EventSink {
public:
    void on_event(const counter::Event& event) override { events_.push_back(event); }
    [[nodiscard]] const std::vector<counter::Event>& events() const { return events_; }

private:
    std::vector<counter::Event> events_;
};

}  // namespace

std::optional<std::string> CounterShadow::Checks::broken(const counter::CounterState& state) {
    if (auto found = transactions.broken()) {
        return found;
    }
    if (auto found = balances.broken(state)) {
        return found;
    }
    return streams.broken(state);
}

std::optional<std::string> CounterShadow::decide(Timestamp time, ByteView command, std::vector<SaidEvent>& events) {
    const auto decoded = codec::decode<counter::Command>(command);
    if (!decoded) {
        return fmt::format("it cannot be decoded: {}", decoded.error().message);
    }
    if (auto broken = counter::Invariants::broken_before(time, *decoded, ledger_.state())) {
        return broken;
    }
    Collector emitted;
    ledger_.apply(time, *decoded, emitted);
    for (const counter::Event& event : emitted.events()) {
        invariants_.transactions.on_event(event);
        invariants_.balances.on_event(event);
        invariants_.streams.on_event(event);
        events.push_back(said(event));
    }
    return invariants_.broken(ledger_.state());
}

void CounterShadow::forget_all() {
    ledger_ = counter::CounterLedger();
    invariants_ = Checks(ledger_.state());
}

std::optional<std::string> CounterShadow::check_whole_state() const {
    if (const auto checked = counter::check_state(ledger_.state()); !checked) {
        return checked.error().message;
    }
    return std::nullopt;
}

std::uint64_t CounterShadow::state_hash() const {
    ByteBuffer bytes;
    codec::encode(bytes, ledger_.state());
    return codec::hash_bytes(bytes);
}

bool CounterShadow::is_timer(std::uint16_t type) const { return type == counter::TimerDue::wire_type; }

}  // namespace trireme::simulation
