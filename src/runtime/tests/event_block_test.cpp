#include "runtime/event_block.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <random>

namespace trireme::runtime {
namespace {

struct OwnedEvent {
    EventView view;
    ByteBuffer body;
};

// Of any size, so that every length of a number occurs.
std::uint64_t draw_number(std::mt19937_64& random) { return random() >> (random() % 64); }

std::vector<OwnedEvent> draw_events(std::mt19937_64& random) {
    std::vector<OwnedEvent> events(1 + random() % 30);
    EventView event{.sequence = 1 + draw_number(random) / 2,
                    .time = Timestamp(static_cast<std::int64_t>(random())),
                    .command_sequence = draw_number(random) / 2,
                    .body = {}};
    for (OwnedEvent& owned : events) {
        event.account = draw_number(random);
        event.account_sequence = draw_number(random);
        event.type = static_cast<std::uint16_t>(random());
        owned.body.assign(random() % 200, static_cast<std::byte>(random()));
        owned.view = event;
        owned.view.body = owned.body;
        event.sequence += 1;
        if (random() % 2 == 0) {
            event.command_sequence += 1 + draw_number(random) / 128;
            event.time = Timestamp(static_cast<std::int64_t>(random()));
        }
    }
    return events;
}

struct EncodedBlock {
    journal::RecordHeader header;
    ByteBuffer payload;
};

EncodedBlock encode(const std::vector<OwnedEvent>& events) {
    const EventView& first = events.front().view;
    EncodedBlock block{.header = {.sequence = first.sequence,
                                  .time = first.time,
                                  .link = events.back().view.command_sequence,
                                  .count = static_cast<std::uint32_t>(events.size())},
                       .payload = ByteBuffer(block_prefix_bytes)};
    store_little_endian(block.payload.data(), first.command_sequence);
    EventOrigin before{.command_sequence = first.command_sequence, .time = first.time};
    for (const OwnedEvent& event : events) {
        const std::size_t begin = block.payload.size();
        block.payload.resize(begin + event_head_bytes_max + event.body.size());
        const LaidDownEvent laid_down = lay_down_event(block.payload.data() + begin, before, event.view);
        const std::byte* const end = laid_down.content.data() + laid_down.content.size();
        block.payload.resize(static_cast<std::size_t>(end - block.payload.data()));
        before = {.command_sequence = event.view.command_sequence, .time = event.view.time};
    }
    return block;
}

// How many events could be read before there was none or an error; the error, if there was one.
struct Decoded {
    std::vector<EventView> events;
    std::optional<Error> error;
};

Decoded decode(const journal::RecordHeader& header, ByteView payload) {
    Decoded decoded;
    auto block = EventBlock::open(header, payload);
    if (!block) {
        decoded.error = block.error();
        return decoded;
    }
    for (;;) {
        auto event = block->next();
        if (!event) {
            decoded.error = event.error();
            const auto again = block->next();
            EXPECT_FALSE(again);
            return decoded;
        }
        if (!*event) {
            return decoded;
        }
        decoded.events.push_back(**event);
    }
}

bool is_same(const EventView& a, const EventView& b) {
    return a.sequence == b.sequence && a.time == b.time && a.command_sequence == b.command_sequence &&
           a.account == b.account && a.account_sequence == b.account_sequence && a.type == b.type &&
           std::ranges::equal(a.body, b.body);
}

void expect_corrupt(const Decoded& decoded, std::string_view part) {
    ASSERT_TRUE(decoded.error) << "should not be readable: " << part;
    EXPECT_EQ(decoded.error->code, ErrorCode::corrupt);
    EXPECT_NE(decoded.error->message.find(part), std::string::npos) << decoded.error->message;
}

// One event whose fields are these numbers, byte by byte as a test states them.
EncodedBlock one_event(std::initializer_list<int> bytes) {
    EncodedBlock block{.header = {.sequence = 5, .time = Timestamp(9), .link = 3, .count = 1},
                       .payload = ByteBuffer(block_prefix_bytes)};
    store_little_endian(block.payload.data(), std::uint64_t{3});
    for (const int byte : bytes) {
        block.payload.push_back(static_cast<std::byte>(byte));
    }
    return block;
}

Decoded decode(const EncodedBlock& block) { return decode(block.header, block.payload); }

TEST(Varint, HasTheShortestFormOnly) {
    for (unsigned bit = 0; bit < 64; ++bit) {
        for (const std::uint64_t value : {(std::uint64_t{1} << bit) - 1, std::uint64_t{1} << bit}) {
            std::array<std::byte, varint_bytes_max> bytes{};
            const std::byte* const end = put_varint(bytes.data(), value);
            const auto size = static_cast<std::size_t>(end - bytes.data());
            EXPECT_EQ(size, value == 0 ? 1 : (static_cast<std::size_t>(std::bit_width(value)) + 6) / 7);
            ByteView from = bytes;
            ASSERT_EQ(take_varint(from), value);
            EXPECT_EQ(from.size(), bytes.size() - size);
            for (std::size_t cut = 0; cut < size; ++cut) {
                ByteView shorter = ByteView(bytes).first(cut);
                EXPECT_FALSE(take_varint(shorter));
                EXPECT_EQ(shorter.size(), cut) << "nothing is taken";
            }
        }
    }
}

TEST(Varint, RefusesPaddedAndTooLargeNumbers) {
    const auto take = [](std::initializer_list<int> listed) {
        ByteBuffer bytes;
        for (const int byte : listed) {
            bytes.push_back(static_cast<std::byte>(byte));
        }
        ByteView from = bytes;
        return take_varint(from);
    };
    EXPECT_EQ(take({0x80, 0x01}), 128u);
    EXPECT_EQ(take({0x80, 0x00}), std::nullopt);
    EXPECT_EQ(take({0xFF, 0x80, 0x00}), std::nullopt);
    EXPECT_EQ(take({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}),
              std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(take({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02}), std::nullopt);
    EXPECT_EQ(take({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0x00}), std::nullopt);
}

TEST(Varint, KeepsSmallNegativeNumbersSmall) {
    EXPECT_EQ(zigzag(0), 0u);
    EXPECT_EQ(zigzag(-1), 1u);
    EXPECT_EQ(zigzag(1), 2u);
    for (const std::int64_t value : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-77}, std::int64_t{0},
                                     std::int64_t{12345}, std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(from_zigzag(zigzag(value)), value);
    }
}

TEST(EventBlock, GivesBackTheEventsThatWereLaidDown) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 300; ++round) {
        const std::vector<OwnedEvent> events = draw_events(random);
        const EncodedBlock block = encode(events);
        const Decoded decoded = decode(block);
        ASSERT_FALSE(decoded.error) << decoded.error->message;
        ASSERT_EQ(decoded.events.size(), events.size());
        for (std::size_t at = 0; at < events.size(); ++at) {
            EXPECT_TRUE(is_same(decoded.events[at], events[at].view)) << "round " << round << ", event " << at;
        }
    }
}

TEST(EventBlock, IsByteForByteWhatTheFormatPageSays) {
    std::vector<OwnedEvent> events(2);
    events[0].body.assign(2, std::byte{0xBB});
    events[0].view = {.sequence = 5,
                      .time = Timestamp(9),
                      .command_sequence = 3,
                      .account = 300,
                      .account_sequence = 1,
                      .type = 20,
                      .body = events[0].body};
    events[1].body.assign(2, std::byte{0xCC});
    events[1].view = {.sequence = 6, .time = Timestamp(8), .command_sequence = 5, .type = 1, .body = events[1].body};
    const auto payload = encode(events).payload;
    constexpr std::array expected{0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,   // the first command
                                  0x00, 0xAC, 0x02, 0x01, 0x14, 0x02, 0xBB, 0xBB,   // of the same command
                                  0x02, 0x01, 0x00, 0x00, 0x01, 0x02, 0xCC, 0xCC};  // two commands on, 1 ns back
    ASSERT_EQ(payload.size(), expected.size());
    for (std::size_t at = 0; at < expected.size(); ++at) {
        EXPECT_EQ(std::to_integer<int>(payload[at]), expected[at]) << "at " << at;
    }
}

TEST(EventBlock, IsCorruptWhereverItIsCut) {
    std::mt19937_64 random(2);
    for (int round = 0; round < 40; ++round) {
        const EncodedBlock block = encode(draw_events(random));
        for (std::size_t size = 0; size < block.payload.size(); ++size) {
            const Decoded decoded = decode(block.header, ByteView(block.payload).first(size));
            ASSERT_TRUE(decoded.error) << "cut to " << size << " of " << block.payload.size();
            ASSERT_EQ(decoded.error->code, ErrorCode::corrupt);
            ASSERT_LT(decoded.events.size(), block.header.count);
        }
    }
}

TEST(EventBlock, IsReadToItsEndOrCorruptWhateverBitFlips) {
    std::mt19937_64 random(3);
    for (int round = 0; round < 20; ++round) {
        const EncodedBlock block = encode(draw_events(random));
        const Decoded good = decode(block);
        for (std::size_t bit = 0; bit < 8 * block.payload.size(); ++bit) {
            ByteBuffer flipped = block.payload;
            flipped[bit / 8] ^= std::byte{1} << (bit % 8);
            const Decoded decoded = decode(block.header, flipped);
            if (decoded.error) {
                ASSERT_EQ(decoded.error->code, ErrorCode::corrupt);
                continue;
            }
            // A block has one form only, so what can be read is something else.
            ASSERT_EQ(decoded.events.size(), block.header.count);
            ASSERT_FALSE(std::ranges::equal(decoded.events, good.events, is_same)) << "bit " << bit;
        }
    }
}

TEST(EventBlock, SaysWhichFieldIsNoNumber) {
    ASSERT_FALSE(decode(one_event({0, 7, 8, 6, 1, 0xAA})).error);
    expect_corrupt(decode(one_event({0x80, 0, 7, 8, 6, 0})), "event 5 has no valid command");
    expect_corrupt(decode(one_event({0, 0x87, 0, 8, 6, 0})), "event 5 has no valid account");
    expect_corrupt(decode(one_event({0, 7, 0x88, 0, 6, 0})), "event 5 has no valid account sequence");
    expect_corrupt(decode(one_event({0, 7, 8, 0x86, 0, 0})), "event 5 has no valid type");
    expect_corrupt(decode(one_event({0, 7, 8, 0x80, 0x80, 4, 0})), "event 5 has no valid type");
    expect_corrupt(decode(one_event({0, 7, 8, 6, 0x80, 0})), "event 5 has no valid body length");
    expect_corrupt(decode(one_event({0, 7, 8, 6, 2, 0xAA})), "event 5 has a body of 2 bytes, 1 are left in its block");
    expect_corrupt(decode(one_event({0, 7, 8, 6, 1, 0xAA, 0})), "1 bytes stand behind event 5");
}

TEST(EventBlock, BeginsWithTheCommandItNames) {
    expect_corrupt(decode(one_event({1, 0, 7, 8, 6, 0})), "event 5 has no valid command");
}

TEST(EventBlock, EndsWithTheCommandItNames) {
    EncodedBlock block = one_event({0, 7, 8, 6, 0});
    block.header.link = 4;
    expect_corrupt(decode(block), "event 5 is of command 3, its block ends with command 4");
}

TEST(EventBlock, HasAsManyEventsAsItSays) {
    EncodedBlock block = one_event({0, 7, 8, 6, 0, 0, 7, 9, 6, 0});
    expect_corrupt(decode(block), "5 bytes stand behind event 5");
    block.header.count = 2;
    EXPECT_FALSE(decode(block).error);
    block.header.count = 3;
    expect_corrupt(decode(block), "event 7 has no valid command");
}

TEST(EventBlock, DoesNotCountCommandsBeyondTheLastNumber) {
    EncodedBlock block = one_event({0, 7, 8, 6, 0, 2, 0, 7, 9, 6, 0});
    block.header.count = 2;
    block.header.link = 1;
    store_little_endian(block.payload.data(), std::numeric_limits<std::uint64_t>::max());
    expect_corrupt(decode(block), "event 6 has no valid command");
    block.payload[block_prefix_bytes + 5] = std::byte{1};
    store_little_endian(block.payload.data(), std::numeric_limits<std::uint64_t>::max() - 1);
    block.header.link = std::numeric_limits<std::uint64_t>::max();
    EXPECT_FALSE(decode(block).error);
}

TEST(EventBlock, StatesTheTimeOfEachNewCommand) {
    EncodedBlock block = one_event({0, 7, 8, 6, 0, 1, 0x80, 0, 7, 9, 6, 0});
    block.header.count = 2;
    block.header.link = 4;
    expect_corrupt(decode(block), "event 6 has no valid time");
    block.payload[block_prefix_bytes + 7] = std::byte{1};
    const Decoded decoded = decode(block);
    ASSERT_FALSE(decoded.error);
    EXPECT_EQ(decoded.events[1].time, Timestamp(9 + 64));
}

TEST(EventBlock, IsNoneWithoutAFirstCommand) {
    const EncodedBlock block = one_event({});
    expect_corrupt(decode(block.header, ByteView(block.payload).first(7)), "has 7 bytes, at least 8 expected");
}

}  // namespace
}  // namespace trireme::runtime
