#include "golden/golden_stream.hpp"

#include "codec/bytes.hpp"
#include "golden/golden_folder.hpp"

namespace trireme::golden {
namespace {

bool fits_the_journal(const Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    return bytes.size() <= batch_limits.command_bytes_max;
}

}  // namespace

GoldenStream golden_stream(std::uint64_t seed, std::size_t count) {
    GoldenStream stream;
    reference::ReferenceBroker broker;
    reference::RandomCommands draws(seed, broker);
    while (stream.commands.size() < count) {
        reference::TimedCommand next = draws.next();
        const bool is_timer = std::holds_alternative<TimerDue>(next.command);
        const auto due = broker.next_timer();
        const bool is_early = is_timer && (!due || *due > next.time);
        const bool is_the_runtimes = std::holds_alternative<AnswerOldRequest>(next.command);
        if (is_early || is_the_runtimes || !fits_the_journal(next.command)) {
            continue;  // none of them comes through the door of the runtime
        }
        stream.tally.count(next.command, broker.apply(next.time, next.command));
        if (!is_timer) {
            stream.commands.push_back(std::move(next));
        }
    }
    return stream;
}

}  // namespace trireme::golden
