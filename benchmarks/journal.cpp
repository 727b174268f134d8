// What the journal costs beside what its disk and its checksums cost by themselves.

#include "base/crc32c.hpp"
#include "benchmarks/disk_yardstick.hpp"
#include "benchmarks/report.hpp"
#include "journal/log_reader.hpp"
#include "journal/log_writer.hpp"
#include "journal/recovery.hpp"

#include <fmt/format.h>

namespace {

using namespace trireme;
using namespace trireme::benchmarks;

constexpr std::size_t rounds = 5;
constexpr std::size_t payload_bytes = 64;
constexpr std::size_t batch_records = 64;

// The logs made here are given no id.
const journal::RecordSeed seed = journal::record_seed(journal::LogKind::commands, {});

journal::RecordHeader header_of(std::uint64_t sequence, std::size_t batch_offset) {
    return {.sequence = sequence,
            .time = Timestamp(static_cast<std::int64_t>(sequence) * 1000),
            .link = sequence * 0x9E3779B97F4A7C15U,
            .type = 1,
            .batch_offset = static_cast<std::uint32_t>(batch_offset)};
}

void append_batch(ByteBuffer& batch, std::uint64_t first_sequence, std::size_t count) {
    const ByteBuffer payload(payload_bytes, std::byte{0x33});
    for (std::size_t index = 0; index < count; ++index) {
        journal::append_record(batch, seed, header_of(first_sequence + index, index), payload);
    }
}

void measure_records(Report& report) {
    report.section(fmt::format("records of {} payload bytes, in memory", payload_bytes));
    const std::size_t count = report.quick() ? 10'000 : 200'000;
    Samples encode;
    Samples decode;
    Samples checksum;
    ByteBuffer records;
    records.reserve(count * journal::record_total_bytes(payload_bytes));
    for (std::size_t round = 0; round < rounds; ++round) {
        records.clear();
        auto begin = std::chrono::steady_clock::now();
        append_batch(records, 1, count);
        encode.add(seconds_since(begin) * 1e9 / static_cast<double>(count));

        begin = std::chrono::steady_clock::now();
        std::uint64_t sum = 0;
        for (std::size_t at = 0; at < records.size();) {
            const auto read = journal::read_record(ByteView(records).subspan(at), seed, at);
            const auto& record = std::get<journal::RecordView>(read);
            sum += record.header.sequence;
            at += record.total_bytes;
        }
        keep(sum);
        decode.add(seconds_since(begin) * 1e9 / static_cast<double>(count));

        begin = std::chrono::steady_clock::now();
        std::uint32_t checksums = 0;
        for (std::size_t index = 0; index < count; ++index) {
            checksums ^= crc32c(ByteView(records).subspan(index * 64, 100));
        }
        keep(checksums);
        checksum.add(seconds_since(begin) * 1e9 / static_cast<double>(count));
    }
    report.figure("encode a record", encode.median(), "ns");
    report.figure("decode and check a record", decode.median(), "ns");
    report.figure("CRC-32C of 100 bytes", checksum.median(), "ns");
}

// Records per second of a bare append of the same bytes.
double plain_append_rate(const ScratchFolder& folder, std::size_t batches) {
    ByteBuffer batch;
    append_batch(batch, 1, batch_records);
    const double bytes_per_record = static_cast<double>(batch.size()) / batch_records;
    return measure_plain_append(folder, batch, batches) / bytes_per_record;
}

// The same through the journal: records made and checked, batches written and synced.
double journal_append_rate(journal::LogWriter& writer, std::size_t batches, std::uint64_t& next_sequence) {
    ByteBuffer batch;
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t index = 0; index < batches; ++index) {
        batch.clear();
        append_batch(batch, next_sequence, batch_records);
        value_or_exit(writer.write(batch, next_sequence, next_sequence + batch_records - 1, 0));
        value_or_exit(writer.sync());
        next_sequence += batch_records;
    }
    return static_cast<double>(batches * batch_records) / seconds_since(begin);
}

void measure_appends(Report& report) {
    const std::size_t batches = report.quick() ? 50 : 1'000;
    report.section(fmt::format("appending, batches of {} records of {} payload bytes with one sync each", batch_records,
                               payload_bytes));
    const ScratchFolder folder;
    const auto storage = folder.open_storage();
    auto writer = value_or_exit(journal::LogWriter::open(*storage, {}, {}));
    Samples plain;
    Samples journalled;
    Samples ratios;
    Samples fdatasync_us;
    std::uint64_t next_sequence = 1;
    for (std::size_t round = 0; round < rounds; ++round) {
        fdatasync_us.add(measure_fdatasync_us(folder, 128, batches / 5).median());
        const double plain_rate = plain_append_rate(folder, batches);
        const double journal_rate = journal_append_rate(*writer, batches, next_sequence);
        plain.add(plain_rate);
        journalled.add(journal_rate);
        ratios.add(journal_rate / plain_rate);
        value_or_exit(writer->prepare_next_segment());
    }
    report.figure("fdatasync of 128 bytes, p50", fdatasync_us.median(), "us", "yardstick");
    report.figure("plain append", plain.median(), "records/s", "yardstick: the same bytes, no checksums");
    report.figure("journal append", journalled.median(), "records/s", fmt::format("{:.2f} of plain", ratios.median()));
}

void measure_reading(Report& report) {
    report.section("reading a journal back, every checksum checked");
    const std::size_t batches = report.quick() ? 16 : 512;
    const std::size_t records_per_batch = 4096;
    const ScratchFolder folder;
    const auto storage = folder.open_storage();
    auto writer = value_or_exit(journal::LogWriter::open(*storage, {}, {}));
    std::uint64_t next_sequence = 1;
    ByteBuffer batch;
    for (std::size_t index = 0; index < batches; ++index) {
        batch.clear();
        append_batch(batch, next_sequence, records_per_batch);
        value_or_exit(writer->write(batch, next_sequence, next_sequence + records_per_batch - 1, 0));
        next_sequence += records_per_batch;
    }
    value_or_exit(writer->sync());
    Samples rate;
    for (std::size_t round = 0; round < rounds; ++round) {
        auto reader = value_or_exit(journal::LogReader::open(*storage, journal::LogKind::commands, 1));
        const auto begin = std::chrono::steady_clock::now();
        while (value_or_exit(reader.next(next_sequence - 1))) {
        }
        rate.add(static_cast<double>(next_sequence - 1) / seconds_since(begin));
    }
    report.figure("read", rate.median(), "records/s");
}

}  // namespace

int main(int argc, char** argv) {
    Report report("journal", parse_options(argc, argv));
    measure_records(report);
    measure_appends(report);
    measure_reading(report);
    return report.finish();
}
