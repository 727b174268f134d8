#include "runtime/event_records.hpp"

#include "journal/record.hpp"
#include "runtime/event_record.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace trireme::runtime {
namespace {

constexpr journal::RecordSeed seed{0x5EED};

// Bodies differ in length and content.
ByteBuffer body_of(std::uint64_t sequence) { return ByteBuffer(sequence % 50, static_cast<std::byte>(sequence)); }

void append(EventRecords& events, std::uint64_t sequence) {
    const ByteBuffer body = body_of(sequence);
    const ByteView payload = events.append({.sequence = sequence,
                                            .time = Timestamp(7),
                                            .command_sequence = sequence / 2,
                                            .account = 70 + sequence,
                                            .account_sequence = sequence,
                                            .type = 3,
                                            .body = body});
    EXPECT_TRUE(std::ranges::equal(payload.subspan(event_prefix_bytes), body));
}

void expect_event(const EventView& event, std::uint64_t sequence) {
    EXPECT_EQ(event.sequence, sequence);
    EXPECT_EQ(event.time, Timestamp(7));
    EXPECT_EQ(event.command_sequence, sequence / 2);
    EXPECT_EQ(event.account, 70 + sequence);
    EXPECT_EQ(event.account_sequence, sequence);
    EXPECT_EQ(event.type, 3u);
    EXPECT_TRUE(std::ranges::equal(event.body, body_of(sequence))) << "event " << sequence;
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

TEST(EventRecords, AreRecordsOnceTheyAreSealed) {
    EventRecords events;
    for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
        append(events, sequence);
    }
    journal::seal_records(events.records_of(0, events.count()), seed);
    ByteView rest = events.records();
    for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
        const auto read = journal::read_record(rest, seed, journal::sector_bytes);
        const auto* record = std::get_if<journal::RecordView>(&read);
        ASSERT_NE(record, nullptr) << "event " << sequence;
        const auto event = event_of(record->header, record->payload);
        ASSERT_TRUE(event);
        expect_event(*event, sequence);
        rest = rest.subspan(record->total_bytes);
    }
    EXPECT_TRUE(rest.empty());
}

TEST(EventRecords, EndWithinTheBytesThatTheyMayHave) {
    EventRecords events;
    for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) {
        append(events, sequence);
    }
    std::vector<std::size_t> ends;
    for (std::size_t begin = 0; begin < events.count(); begin = ends.back()) {
        constexpr std::size_t bytes_max = 1'000;
        const std::size_t end = events.end_within(begin, bytes_max);
        EXPECT_LE(events.records_of(begin, end).size(), bytes_max);
        if (end < events.count()) {
            EXPECT_GT(events.records_of(begin, end + 1).size(), bytes_max);
        }
        ASSERT_GT(end, begin);
        ends.push_back(end);
    }
    EXPECT_GT(ends.size(), 5u);
    EXPECT_EQ(events.end_within(10, 1), 11u) << "one at least";
    EXPECT_EQ(events.end_within(10, events.records().size()), events.count());
}

TEST(EventRecords, BeginAnewWhenCleared) {
    EventRecords events;
    append(events, 1);
    append(events, 2);
    events.clear();
    EXPECT_TRUE(events.empty());
    EXPECT_TRUE(events.records().empty());
    append(events, 9);
    ASSERT_EQ(events.count(), 1u);
    expect_event(events.at(0), 9);
    EXPECT_EQ(events.records_of(0, 1).size(), events.records().size());
}

}  // namespace
}  // namespace trireme::runtime
