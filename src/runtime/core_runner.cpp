#include "runtime/core_runner.hpp"

#include "base/assert.hpp"
#include "codec/hash.hpp"
#include "runtime/event_record.hpp"

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
        const ByteView payload = events_.append(event);
        position_.event_hash = codec::hash_bytes(payload, position_.event_hash);
    }

private:
    Position& position_;
    EventRecords& events_;
};

}  // namespace

void EventRecords::clear() {
    records_.clear();
    slots_.clear();
}

ByteView EventRecords::append(const EventView& event) {
    make_event_payload(event, payload_);
    const std::size_t begin = records_.size();
    const journal::RecordHeader header{
        .sequence = event.sequence, .time = event.time, .link = event.command_sequence, .type = event.type};
    journal::append_record(records_, header, payload_);
    slots_.push_back({event, begin + journal::record_header_bytes + event_prefix_bytes, event.body.size()});
    return payload_;
}

EventView EventRecords::at(std::size_t index) const {
    const Slot& slot = slots_[index];
    EventView event = slot.event;
    event.body = ByteView(records_).subspan(slot.body_begin, slot.body_bytes);
    return event;
}

std::size_t EventRecords::record_begin(std::size_t index) const {
    return index == slots_.size() ? records_.size()
                                  : slots_[index].body_begin - event_prefix_bytes - journal::record_header_bytes;
}

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
