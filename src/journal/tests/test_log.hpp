#pragma once

#include "journal/durable_mark.hpp"
#include "journal/log_reader.hpp"
#include "journal/log_writer.hpp"
#include "journal/recovery.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace trireme::journal {

// Segments so small that a few records fill one.
inline constexpr std::uint64_t test_batch_bytes_max = 4 * 1024;
inline constexpr std::uint64_t test_segment_bytes = 16 * 1024;

// Records of this size leave room for a header behind the last of a segment.
inline constexpr std::size_t filling_payload_bytes = 900;

inline LogId test_log_id() {
    LogId id{};
    for (std::size_t index = 0; index < id.size(); ++index) {
        id[index] = static_cast<std::byte>(index + 1);
    }
    return id;
}

inline LogOptions test_options(LogKind kind = LogKind::commands) {
    return {.kind = kind,
            .segment_bytes = test_segment_bytes,
            .batch_bytes_max = test_batch_bytes_max,
            .new_log_id = test_log_id(),
            .first_sequence = 1};
}

// No byte of it is zero, and it differs from record to record.
inline ByteBuffer test_payload(std::uint64_t sequence, std::size_t bytes) {
    ByteBuffer payload(bytes);
    for (std::size_t index = 0; index < bytes; ++index) {
        payload[index] = static_cast<std::byte>(1 + (sequence * 31 + index * 7) % 255);
    }
    return payload;
}

inline RecordHeader test_header(std::uint64_t sequence, std::uint32_t batch_offset) {
    return {.sequence = sequence,
            .time = Timestamp(static_cast<std::int64_t>(sequence) * 1'000),
            .link = sequence * 0x9E3779B97F4A7C15ULL,
            .type = 7,
            .batch_offset = batch_offset};
}

template <class T>
T value_of(Result<T>&& result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return *std::move(result);
}

inline void succeed(const Result<void>& result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
}

// Writes a log as the runtime does: a batch, its sync, the durable mark.
class TestLog {
public:
    explicit TestLog(Storage& storage, const LogOptions& options = test_options()) {
        const auto policy = options.kind == LogKind::commands ? TailPolicy::acknowledged : TailPolicy::derived;
        const LogEnd end = value_of(find_log_end(storage, options.kind, policy));
        succeed(clear_behind_end(storage, end));
        writer_ = value_of(LogWriter::open(storage, end, options));
        seed_ = record_seed(options.kind, writer_->log_id());
        next_sequence_ = end.segment_index == 0 ? options.first_sequence : end.next_sequence;
        if (options.kind == LogKind::commands) {
            mark_ = std::make_unique<DurableMark>(value_of(DurableMark::open(storage)));
        }
    }

    // A batch with a record of each of these payload sizes, not durable yet.
    Result<void> write(const std::vector<std::size_t>& payload_bytes) {
        ByteBuffer batch;
        const std::uint64_t first = next_sequence_;
        for (std::size_t index = 0; index < payload_bytes.size(); ++index) {
            append_record(batch, seed_, test_header(first + index, static_cast<std::uint32_t>(index)),
                          test_payload(first + index, payload_bytes[index]));
        }
        const std::uint64_t last = first + payload_bytes.size() - 1;
        TRIREME_TRY(writer_->write(batch, first, last, test_header(last, 0).link));
        next_sequence_ = last + 1;
        return {};
    }

    // A batch with a record for each count, which takes so many sequences.
    Result<void> write_counted(const std::vector<std::uint32_t>& counts) {
        ByteBuffer batch;
        const std::uint64_t first = next_sequence_;
        std::uint64_t next = first;
        for (const std::uint32_t count : counts) {
            RecordHeader header = test_header(next, 0);
            header.count = count;
            header.link = test_header(next + count - 1, 0).link;
            append_record(batch, seed_, header, test_payload(next, filling_payload_bytes));
            next += count;
        }
        TRIREME_TRY(writer_->write(batch, first, next - 1, test_header(next - 1, 0).link));
        next_sequence_ = next;
        return {};
    }

    Result<void> write_durably(const std::vector<std::size_t>& payload_bytes) {
        TRIREME_TRY(write(payload_bytes));
        TRIREME_TRY(writer_->sync());
        return mark_ == nullptr ? Result<void>() : mark_->write(next_sequence_ - 1);
    }

    // Adds batches of one record until the log has used `segments` segments, the last one with a single record.
    void fill_segments(std::uint64_t segments, std::size_t payload_bytes = filling_payload_bytes) {
        while (writer_->segment_index() < segments) {
            succeed(write_durably({payload_bytes}));
        }
    }

    [[nodiscard]] LogWriter& writer() { return *writer_; }
    [[nodiscard]] std::uint64_t next_sequence() const { return next_sequence_; }

private:
    std::unique_ptr<LogWriter> writer_;
    std::unique_ptr<DurableMark> mark_;
    RecordSeed seed_;
    std::uint64_t next_sequence_ = 1;
};

// Reads the records from `first` through `last` and expects each to be as TestLog wrote it.
inline void expect_readable(Storage& storage, LogKind kind, std::uint64_t first, std::uint64_t last) {
    auto reader = LogReader::open(storage, kind, first);
    ASSERT_TRUE(reader) << reader.error().message;
    for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
        auto record = reader->next(last);
        ASSERT_TRUE(record) << record.error().message;
        ASSERT_TRUE(*record) << "ended before record " << sequence;
        EXPECT_EQ((*record)->header.sequence, sequence);
        EXPECT_EQ((*record)->header.link, test_header(sequence, 0).link);
        const ByteView payload = (*record)->payload;
        EXPECT_EQ(ByteBuffer(payload.begin(), payload.end()), test_payload(sequence, payload.size()));
    }
    EXPECT_FALSE(reader->next(last).value()) << "records beyond " << last;
}

// Expects a failure of that code whose message contains all of `parts`.
template <class T>
void expect_failure(const Result<T>& result, ErrorCode code, const std::vector<std::string>& parts = {}) {
    ASSERT_FALSE(result) << "should have failed with " << name_of(code);
    EXPECT_EQ(name_of(result.error().code), name_of(code)) << result.error().message;
    for (const std::string& part : parts) {
        EXPECT_NE(result.error().message.find(part), std::string::npos)
            << "'" << part << "' is not in: " << result.error().message;
    }
}

}  // namespace trireme::journal
