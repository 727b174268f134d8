// Bytes as a row of commands for the brokerage engine: whatever is applied keeps what must always hold, and an engine
// made of its stored state goes on the same. Each command is a byte of time since the one before, two bytes of length,
// and so many bytes.

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "scenarios/tested_engine.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using namespace trireme;
using scenarios::Response;
using scenarios::Restoring;
using scenarios::TestedEngine;

constexpr std::size_t header_bytes = 3;

void check(const Response& live, const Response& restored) {
    TRIREME_ASSERT(!live.broken, "{}", *live.broken);
    TRIREME_ASSERT(!restored.broken, "{}", *restored.broken);
    TRIREME_ASSERT(live.events == restored.events, "an engine made of its state answers otherwise");
}

// Small bytes are seconds, large ones days: sessions end and rollovers come.
Duration span_of(std::byte byte) {
    constexpr int days_from = 0xF0;
    const int value = std::to_integer<int>(byte);
    return Duration::seconds(value < days_from ? value : (value - days_from + 1) * 86'400);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ByteView rest = std::as_bytes(std::span(data, size));
    TestedEngine live(Restoring::never);
    TestedEngine restored(Restoring::after_each_command);
    while (rest.size() >= header_bytes) {
        const Timestamp time = live.now().plus(span_of(rest[0]));
        check(live.move_to(time), restored.move_to(time));
        const std::size_t stated = load_little_endian<std::uint16_t>(rest.data() + 1);
        const std::size_t length = std::min(stated, rest.size() - header_bytes);
        if (const auto command = codec::decode<Command>(rest.subspan(header_bytes, length))) {
            const Response response = live.apply(*command);
            TRIREME_ASSERT(!response.events.empty() || std::holds_alternative<Quotes>(*command) ||
                               std::holds_alternative<BookUpdate>(*command),
                           "a command without an answer");
            check(response, restored.apply(*command));
        }
        rest = rest.subspan(header_bytes + length);
    }
    return 0;
}
