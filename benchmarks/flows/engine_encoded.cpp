#include "flows/engine_encoded.hpp"

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "engine/brokerage_engine.hpp"
#include "runtime/typed_core.hpp"

namespace trireme::benchmarks {

EngineEncoded::EngineEncoded() : run_(std::make_unique<runtime::TypedCore<engine::BrokerageEngine>>()) {}

void EngineEncoded::prepare(std::span<const Command> commands) {
    count_ = commands.size();
    for (std::size_t index = 0; index < count_; ++index) {
        bytes_[index].clear();
        codec::encode(bytes_[index], commands[index]);
        commands_[index] = bytes_[index];
    }
}

void EngineEncoded::apply(ReadClock clock, std::vector<std::int64_t>& readings) {
    run_.apply(std::span(commands_).first(count_), clock, readings);
}

std::span<const Made> EngineEncoded::made() {
    const std::uint64_t first = run_.last_sequence() + 1 - count_;
    made_.fill({});
    for (const EventView& event : run_.events()) {
        learn(event, made_[event.command_sequence - first]);
    }
    return std::span(made_).first(count_);
}

void EngineEncoded::learn(const EventView& event, Made& made) {
    if (event.type == Rejected::wire_type) {
        rejects_ += 1;
    } else if (event.type == OrderAccepted::wire_type || event.type == PositionChanged::wire_type) {
        const auto decoded = codec::decode<Event>(event.body);
        TRIREME_ASSERT(decoded.has_value(), "an event cannot be read: {}", decoded.error().message);
        if (const auto* const accepted = std::get_if<OrderAccepted>(&*decoded)) {
            made.order = accepted->order;
        } else {
            made.position = std::get<PositionChanged>(*decoded).position;
        }
    }
}

}  // namespace trireme::benchmarks
