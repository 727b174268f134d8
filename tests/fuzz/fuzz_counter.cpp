// The counter ledger's words: commands as JSON from outside, and commands, events and state as bytes from a disk.

#include "counter/commands.hpp"
#include "counter/events.hpp"
#include "counter/state.hpp"
#include "fuzz/codec_checks.hpp"

#include <cstdint>
#include <span>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace trireme;
    fuzz::check_json<counter::Command>(std::string_view(reinterpret_cast<const char*>(data), size));
    const ByteView bytes = std::as_bytes(std::span(data, size));
    fuzz::check_bytes<counter::Command>(bytes);
    fuzz::check_bytes<counter::Event>(bytes);
    fuzz::check_bytes<counter::CounterState>(bytes);
    return 0;
}
