// Bytes as a row of commands for the counter ledger: what a door lets in is applied, and whatever is applied keeps the
// invariants. Each command is a byte of nanoseconds since the one before, a byte of length, and so many bytes.

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "counter/invariants.hpp"
#include "counter/ledger.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using namespace trireme;
using counter::CounterLedger;
using counter::Invariants;

// Reads each event back from its bytes, as a subscriber would.
class CheckingEmitter final : public runtime::EventEmitter {
public:
    explicit CheckingEmitter(Invariants& invariants) : invariants_(invariants) {}

    void emit(std::uint64_t account, std::uint64_t account_sequence, std::uint16_t type, ByteView body) override {
        const auto event = codec::decode<CounterLedger::Event>(body);
        TRIREME_ASSERT(event, "{}", event.error().message);
        TRIREME_ASSERT(codec::wire_type_of(*event) == type);
        TRIREME_ASSERT((account == 0) == (account_sequence == 0));
        invariants_.on_event(*event);
        count += 1;
    }

    std::size_t count = 0;

private:
    Invariants& invariants_;
};

class Office {
public:
    void receive(Timestamp time, ByteView command) {
        const auto allowed = vocabulary_.check_command(command);
        const auto decoded = codec::decode<CounterLedger::Command>(command);
        TRIREME_ASSERT(decoded.has_value() || !allowed);
        if (!allowed) {
            return;
        }
        while (core_.next_timer() && *core_.next_timer() <= time) {
            ByteBuffer timer;
            core_.append_timer_command(timer);
            apply(*core_.next_timer(), counter::TimerDue{}, timer);
        }
        apply(time, *decoded, command);
    }

private:
    void apply(Timestamp time, const CounterLedger::Command& command, ByteView bytes) {
        last_time_ = std::max(last_time_, time);
        const auto early = Invariants::broken_before(last_time_, command, core_.typed().state());
        TRIREME_ASSERT(!early, "{}", *early);
        CheckingEmitter events(invariants_);
        const auto applied = core_.apply(last_time_, bytes, events);
        TRIREME_ASSERT(applied, "{}", applied.error().message);
        TRIREME_ASSERT(events.count > 0, "a command without an answer");
        const auto broken = invariants_.broken_after(core_.typed().state());
        TRIREME_ASSERT(!broken, "{}", *broken);
    }

    runtime::TypedVocabulary<CounterLedger::Command, CounterLedger::Event> vocabulary_;
    runtime::TypedCore<CounterLedger> core_;
    Invariants invariants_{core_.typed().state()};
    Timestamp last_time_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView rest = std::as_bytes(std::span(data, size));
    Office office;
    Timestamp time;
    while (rest.size() >= 2) {
        time = time.plus(Duration::nanoseconds(std::to_integer<int>(rest[0])));
        const auto length = std::min(std::to_integer<std::size_t>(rest[1]), rest.size() - 2);
        office.receive(time, rest.subspan(2, length));
        rest = rest.subspan(2 + length);
    }
    return 0;
}
