#include "simulation/shadow_ledger.hpp"

#include "codec/bytes.hpp"
#include "codec/hash.hpp"

#include <variant>

namespace trireme::simulation {
namespace {

// Hands each event to the checks and writes it down as subscribers should see it.
class WritingSink final : public counter::EventSink {
public:
    WritingSink(std::vector<counter::Event>& events) : events_(events) {}

    void on_event(const counter::Event& event) override { events_.push_back(event); }

private:
    std::vector<counter::Event>& events_;
};

SaidEvent said(const counter::Event& event) {
    SaidEvent result;
    std::visit(
        [&](const auto& any) {
            if constexpr (requires { any.account_seq; }) {
                result.account = any.account.value();
                result.account_sequence = any.account_seq;
            }
            result.type = any.wire_type;
        },
        event);
    codec::encode(result.body, event);
    return result;
}

}  // namespace

std::string describe(const SaidEvent& event) {
    return fmt::format("event {} (of command {}, account {} number {}, type {}, {} bytes)", event.sequence,
                       event.command_sequence, event.account, event.account_sequence, event.type, event.body.size());
}

std::optional<std::string> ShadowLedger::Checks::broken(const counter::CounterState& state) {
    if (auto found = transactions.broken()) {
        return found;
    }
    if (auto found = balances.broken(state)) {
        return found;
    }
    return streams.broken(state);
}

std::optional<std::string> ShadowLedger::apply(std::int64_t time, ByteView command, std::vector<SaidEvent>& events) {
    sequence_ += 1;
    if (time < time_) {
        return fmt::format("the time of command {} goes back from {} to {}", sequence_, time_, time);
    }
    time_ = time;
    const auto decoded = codec::decode<counter::Command>(command);
    if (!decoded) {
        return fmt::format("command {} cannot be decoded: {}", sequence_, decoded.error().message);
    }
    if (auto broken = counter::Invariants::broken_before(Timestamp(time), *decoded, ledger_.state())) {
        return broken;
    }
    std::vector<counter::Event> emitted;
    WritingSink sink(emitted);
    ledger_.apply(Timestamp(time), *decoded, sink);
    for (const counter::Event& event : emitted) {
        invariants_.transactions.on_event(event);
        invariants_.balances.on_event(event);
        invariants_.streams.on_event(event);
        SaidEvent& added = events.emplace_back(said(event));
        added.sequence = ++event_sequence_;
        added.time = time;
        added.command_sequence = sequence_;
    }
    return invariants_.broken(ledger_.state());
}

std::optional<std::string> ShadowLedger::check_whole_state() const {
    if (const auto checked = counter::check_state(ledger_.state()); !checked) {
        return checked.error().message;
    }
    return std::nullopt;
}

std::uint64_t ShadowLedger::state_hash() const {
    ByteBuffer bytes;
    codec::encode(bytes, ledger_.state());
    return codec::hash_bytes(bytes);
}

}  // namespace trireme::simulation
