#include "runtime/core_runner.hpp"

#include "base/assert.hpp"
#include "codec/hash.hpp"

namespace trireme::runtime {
namespace {

// Numbers the events that the core emits for one command and adds them to the running hash.
class NumberingEmitter final : public EventEmitter {
public:
    NumberingEmitter(Position& position, EventRecords& events) : position_(position), events_(events) {}

    void emit(std::uint64_t account, std::uint64_t account_sequence, std::uint16_t type, ByteView body) override {
        position_.event_sequence += 1;
        const EventView event{
            .sequence = position_.event_sequence,
            .time = position_.time,
            .command_sequence = position_.sequence,
            .account = account,
            .account_sequence = account_sequence,
            .type = type,
            .body = body,
        };
        const ByteView content = events_.append(event);
        position_.event_hash = codec::hash_bytes(content, position_.event_hash);
    }

private:
    Position& position_;
    EventRecords& events_;
};

}  // namespace

Result<void> CoreRunner::apply(Timestamp time, ByteView command, EventRecords& events) {
    TRIREME_ASSERT(time >= position_.time, "time of a command goes back");
    const Position before = position_;
    position_.sequence += 1;
    position_.time = time;
    NumberingEmitter emitter(position_, events);
    auto applied = core_.apply(time, command, emitter);
    if (!applied) {
        TRIREME_ASSERT(position_.event_sequence == before.event_sequence, "a refused command emitted events");
        position_ = before;
    }
    return applied;
}

}  // namespace trireme::runtime
