#include "runtime/event_block.hpp"

#include <cstring>
#include <limits>
#include <string_view>

namespace trireme::runtime {
namespace {

// Takes the fields of one event and remembers what was wrong first, so that it is asked about once.
class FieldReader {
public:
    explicit FieldReader(ByteView from) : rest_(from) {}

    std::uint64_t take(std::string_view field, std::uint64_t max = std::numeric_limits<std::uint64_t>::max()) {
        const auto value = take_varint(rest_);
        if (value && *value <= max) {
            return *value;
        }
        if (wrong_.empty()) {
            wrong_ = field;
        }
        return 0;
    }

    [[nodiscard]] std::string_view wrong() const { return wrong_; }
    [[nodiscard]] ByteView rest() const { return rest_; }

private:
    ByteView rest_;
    std::string_view wrong_;
};

std::int64_t time_between(Timestamp earlier, Timestamp later) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(later.nanoseconds_since_1970()) -
                                     static_cast<std::uint64_t>(earlier.nanoseconds_since_1970()));
}

Timestamp time_after(Timestamp earlier, std::int64_t nanoseconds) {
    return Timestamp(static_cast<std::int64_t>(static_cast<std::uint64_t>(earlier.nanoseconds_since_1970()) +
                                               static_cast<std::uint64_t>(nanoseconds)));
}

}  // namespace

LaidDownEvent lay_down_event(std::byte* to, const EventOrigin& before, const EventView& event) {
    const std::uint64_t commands = event.command_sequence - before.command_sequence;
    to = put_varint(to, commands);
    if (commands != 0) {
        to = put_varint(to, zigzag(time_between(before.time, event.time)));
    }
    std::byte* const content = to;
    to = put_varint(to, event.account);
    to = put_varint(to, event.account_sequence);
    to = put_varint(to, event.type);
    to = put_varint(to, event.body.size());
    if (!event.body.empty()) {
        std::memcpy(to, event.body.data(), event.body.size());
    }
    return {.content = ByteView(content, to + event.body.size()), .body = ByteView(to, event.body.size())};
}

Result<EventBlock> EventBlock::open(const journal::RecordHeader& header, ByteView payload) {
    if (payload.size() < block_prefix_bytes) {
        return fail(ErrorCode::corrupt, "a block of events has {} bytes, at least {} expected", payload.size(),
                    block_prefix_bytes);
    }
    return EventBlock(header, load_little_endian<std::uint64_t>(payload.data()), payload.subspan(block_prefix_bytes));
}

Result<std::optional<EventView>> EventBlock::next() {
    if (next_sequence_ > journal::last_sequence_of(header_)) {
        return std::nullopt;
    }
    const bool is_first = next_sequence_ == header_.sequence;
    FieldReader fields(rest_);
    const std::uint64_t commands =
        fields.take("command", is_first ? 0 : std::numeric_limits<std::uint64_t>::max() - before_.command_sequence);
    const EventOrigin origin{
        .command_sequence = before_.command_sequence + commands,
        .time = commands == 0 ? before_.time : time_after(before_.time, from_zigzag(fields.take("time")))};
    EventView event{.sequence = next_sequence_,
                    .time = origin.time,
                    .command_sequence = origin.command_sequence,
                    .account = fields.take("account"),
                    .account_sequence = fields.take("account sequence"),
                    .type = static_cast<std::uint16_t>(fields.take("type", std::numeric_limits<std::uint16_t>::max())),
                    .body = {}};
    const std::uint64_t body_bytes = fields.take("body length");
    if (!fields.wrong().empty()) {
        return fail(ErrorCode::corrupt, "event {} has no valid {}", event.sequence, fields.wrong());
    }
    if (body_bytes > fields.rest().size()) {
        return fail(ErrorCode::corrupt, "event {} has a body of {} bytes, {} are left in its block", event.sequence,
                    body_bytes, fields.rest().size());
    }
    event.body = fields.rest().first(static_cast<std::size_t>(body_bytes));
    const ByteView rest = fields.rest().subspan(event.body.size());
    if (event.sequence == journal::last_sequence_of(header_)) {
        TRIREME_TRY(check_end(origin, rest));
    }
    next_sequence_ += 1;
    before_ = origin;
    rest_ = rest;
    return event;
}

Result<void> EventBlock::check_end(const EventOrigin& last, ByteView rest) const {
    if (!rest.empty()) {
        return fail(ErrorCode::corrupt, "{} bytes stand behind event {}, the last of its block", rest.size(),
                    journal::last_sequence_of(header_));
    }
    if (last.command_sequence != header_.link) {
        return fail(ErrorCode::corrupt, "event {} is of command {}, its block ends with command {}",
                    journal::last_sequence_of(header_), last.command_sequence, header_.link);
    }
    return {};
}

}  // namespace trireme::runtime
