#include "runtime/event_records.hpp"

#include "journal/record.hpp"
#include "runtime/event_block.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme::runtime {
namespace {

constexpr journal::RecordSeed seed{0x5EED};

// Bodies differ in length and content.
ByteBuffer body_of(std::uint64_t sequence) { return ByteBuffer(sequence % 50, static_cast<std::byte>(sequence)); }

void append_with_body(EventRecords& events, std::uint64_t sequence, ByteView body) {
    const ByteView content = events.append({.sequence = sequence,
                                            .time = Timestamp(static_cast<std::int64_t>(sequence / 2 * 7)),
                                            .command_sequence = sequence / 2,
                                            .account = 70 + sequence,
                                            .account_sequence = sequence,
                                            .type = 3,
                                            .body = body});
    EXPECT_TRUE(std::ranges::equal(content.last(body.size()), body));
}

void append(EventRecords& events, std::uint64_t sequence) { append_with_body(events, sequence, body_of(sequence)); }

void expect_event(const EventView& event, std::uint64_t sequence) {
    EXPECT_EQ(event.sequence, sequence);
    EXPECT_EQ(event.time, Timestamp(static_cast<std::int64_t>(sequence / 2 * 7)));
    EXPECT_EQ(event.command_sequence, sequence / 2);
    EXPECT_EQ(event.account, 70 + sequence);
    EXPECT_EQ(event.account_sequence, sequence);
    EXPECT_EQ(event.type, 3u);
    EXPECT_TRUE(std::ranges::equal(event.body, body_of(sequence))) << "event " << sequence;
}

// Reads all of them as the event log would and returns how many events each block has.
std::vector<std::uint64_t> read_blocks(EventRecords& events, std::uint64_t due) {
    events.close();
    journal::seal_records(events.records_of(0, events.block_count()), seed);
    std::vector<std::uint64_t> counts;
    ByteView rest = events.records_of(0, events.block_count());
    while (!rest.empty()) {
        const auto read = journal::read_record(rest, seed, journal::sector_bytes);
        const auto* record = std::get_if<journal::RecordView>(&read);
        EXPECT_NE(record, nullptr) << "event " << due << ": " << journal::describe_missing(read);
        EXPECT_EQ(record->header.sequence, due);
        auto block = EventBlock::open(record->header, record->payload);
        for (std::uint64_t count = 0; count < record->header.count; ++count) {
            const auto event = block->next();
            EXPECT_TRUE(event) << event.error().message;
            expect_event(**event, due++);
        }
        EXPECT_FALSE(block->next().value());
        counts.push_back(record->header.count);
        rest = rest.subspan(record->total_bytes);
    }
    return counts;
}

TEST(EventRecords, ShowsEveryEventHoweverOftenItsMemoryMoved) {
    constexpr std::uint64_t count = 3'000;
    EventRecords events;
    for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
        append(events, sequence);
    }
    ASSERT_EQ(events.count(), count);
    for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
        expect_event(events.at(sequence - 1), sequence);
    }
}

TEST(EventRecords, KeepTheirMemoryUnlessItIsOutOfTheOrdinary) {
    EventRecords events;
    for (std::uint64_t sequence = 1; sequence <= 3'000; ++sequence) {
        append(events, sequence);
    }
    const std::size_t usual = events.held_bytes();
    events.clear();
    EXPECT_EQ(events.held_bytes(), usual);

    while (events.held_bytes() <= EventRecords::kept_bytes_max) {
        append(events, events.count() + 1);
    }
    events.clear();
    EXPECT_EQ(events.held_bytes(), 0u);
    append(events, 1);
    expect_event(events.at(0), 1);
}

TEST(EventRecords, AreBlocksOfManyEvents) {
    EventRecords events;
    for (std::uint64_t sequence = 5; sequence < 1'005; ++sequence) {
        append(events, sequence);
    }
    const auto counts = read_blocks(events, 5);
    EXPECT_GT(counts.size(), 5u);
    EXPECT_LT(counts.size(), 20u);
    for (std::size_t block = 0; block < events.block_count(); ++block) {
        EXPECT_LE(events.records_of(block, block + 1).size(), EventRecords::block_bytes_max);
        EXPECT_EQ(events.first_event_of(block + 1) - events.first_event_of(block), counts[block]);
    }
}

TEST(EventRecords, GivesAnEventThatIsTooLargeABlockOfItsOwn) {
    const ByteBuffer large(journal::record_payload_bytes_max - block_prefix_bytes - event_head_bytes_max,
                           std::byte{0xEE});
    EventRecords events;
    append(events, 8);
    append_with_body(events, 9, large);
    append(events, 10);
    events.close();
    ASSERT_EQ(events.block_count(), 3u);
    EXPECT_EQ(events.first_event_of(1), 1u);
    EXPECT_EQ(events.first_event_of(2), 2u);
    EXPECT_TRUE(std::ranges::equal(events.at(1).body, large));
    expect_event(events.at(0), 8);
    expect_event(events.at(2), 10);
}

TEST(EventRecords, SayHowManyBytesTheyTakeBeforeTheyAreComplete) {
    EventRecords events;
    EXPECT_EQ(events.record_bytes(), 0u);
    std::size_t before = 0;
    for (std::uint64_t sequence = 1; sequence <= 300; ++sequence) {
        append(events, sequence);
        EXPECT_GE(events.record_bytes(), before);
        before = events.record_bytes();
    }
    events.close();
    EXPECT_EQ(events.record_bytes(), before);
    EXPECT_EQ(events.records_of(0, events.block_count()).size(), before);
    events.close();
    EXPECT_EQ(events.record_bytes(), before) << "closing again changes nothing";
}

TEST(EventRecords, GoOnWithAnotherBlockOnceTheLastIsComplete) {
    EventRecords events;
    append(events, 1);
    events.close();
    append(events, 2);
    append(events, 3);
    EXPECT_EQ(read_blocks(events, 1), (std::vector<std::uint64_t>{1, 2}));
}

TEST(EventRecords, ReturnOfAnEventWhatIsTheSameInEveryBlock) {
    EventRecords alone;
    EventRecords behind;
    append(behind, 4);
    const EventView event{.sequence = 5,
                          .time = Timestamp(9),
                          .command_sequence = 2,
                          .account = 7,
                          .account_sequence = 300,
                          .type = 3,
                          .body = {}};
    const ByteView first = alone.append(event);
    EventView later = event;
    later.command_sequence = 3;
    later.time = Timestamp(1'000);
    const ByteView second = behind.append(later);
    EXPECT_TRUE(std::ranges::equal(first, second));
    later.account_sequence = 301;
    later.sequence = 6;
    EXPECT_FALSE(std::ranges::equal(first, behind.append(later)));
}

TEST(EventRecords, EndWithinTheBytesThatTheyMayHave) {
    EventRecords events;
    for (std::uint64_t sequence = 1; sequence <= 3'000; ++sequence) {
        append(events, sequence);
    }
    events.close();
    std::vector<std::size_t> ends;
    for (std::size_t begin = 0; begin < events.block_count(); begin = ends.back()) {
        constexpr std::size_t bytes_max = 3 * EventRecords::block_bytes_max;
        const std::size_t end = events.end_within(begin, bytes_max);
        EXPECT_LE(events.records_of(begin, end).size(), bytes_max);
        if (end < events.block_count()) {
            EXPECT_GT(events.records_of(begin, end + 1).size(), bytes_max);
        }
        ASSERT_GT(end, begin);
        ends.push_back(end);
    }
    EXPECT_GT(ends.size(), 5u);
    EXPECT_EQ(events.end_within(10, 1), 11u) << "one at least";
    EXPECT_EQ(events.end_within(10, events.record_bytes()), events.block_count());
}

TEST(EventRecords, BeginAnewWhenCleared) {
    EventRecords events;
    append(events, 1);
    append(events, 2);
    events.clear();
    EXPECT_TRUE(events.empty());
    EXPECT_EQ(events.record_bytes(), 0u);
    append(events, 9);
    ASSERT_EQ(events.count(), 1u);
    expect_event(events.at(0), 9);
    EXPECT_EQ(read_blocks(events, 9), std::vector<std::uint64_t>{1});
}

TEST(EventRecordsDeathTest, DoNotTakeAnEventOfAnEarlierCommand) {
    EventRecords events;
    append(events, 8);
    EXPECT_DEATH(append(events, 7), "after one of 4");
}

}  // namespace
}  // namespace trireme::runtime
