#include "simulation/raw_events.hpp"

#include <utility>

namespace trireme::simulation {
namespace {

constexpr std::size_t first_event_at = 8;

// Walks over a block's bytes; once they are not what they should be, `is_good` stays false.
class Walk {
public:
    explicit Walk(ByteView bytes) : bytes_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned digit = 0; digit < 10 && at_ < bytes_.size(); ++digit) {
            const auto seven = std::to_integer<std::uint64_t>(bytes_[at_++]);
            value += (seven % 128) << (7 * digit);
            if (seven < 128) {
                return value;
            }
        }
        is_good_ = false;
        return 0;
    }

    ByteBuffer take(std::uint64_t count) {
        if (count > bytes_.size() - at_) {
            is_good_ = false;
            return {};
        }
        const ByteView taken = bytes_.subspan(at_, static_cast<std::size_t>(count));
        at_ += taken.size();
        return {taken.begin(), taken.end()};
    }

    [[nodiscard]] bool is_good() const { return is_good_; }
    [[nodiscard]] bool is_at_end() const { return at_ == bytes_.size(); }

private:
    ByteView bytes_;
    std::size_t at_ = 0;
    bool is_good_ = true;
};

std::int64_t from_zigzag(std::uint64_t value) {
    const auto half = static_cast<std::int64_t>(value / 2);
    return value % 2 == 0 ? half : -half - 1;
}

}  // namespace

std::optional<std::vector<SaidEvent>> events_of(const RawRecord& block) {
    if (block.payload.size() < first_event_at) {
        return std::nullopt;
    }
    Walk walk(block.payload.subspan(first_event_at));
    SaidEvent event{.sequence = block.sequence,
                    .time = block.time,
                    .command_sequence = load_little_endian<std::uint64_t>(block.payload.data()),
                    .body = {}};
    std::vector<SaidEvent> events;
    for (; events.size() < block.count && walk.is_good(); ++event.sequence) {
        if (const std::uint64_t commands = walk.number(); commands > 0) {
            event.command_sequence += commands;
            event.time += from_zigzag(walk.number());
        }
        event.account = walk.number();
        event.account_sequence = walk.number();
        event.type = static_cast<std::uint16_t>(walk.number());
        event.body = walk.take(walk.number());
        events.push_back(event);
    }
    const bool is_whole = walk.is_good() && walk.is_at_end() && events.back().command_sequence == block.link;
    return is_whole ? std::optional(std::move(events)) : std::nullopt;
}

}  // namespace trireme::simulation
