#include "simulation/damage.hpp"

#include "base/crc32c.hpp"
#include "simulation/raw_log.hpp"

#include <algorithm>
#include <array>

namespace trireme::simulation {
namespace {

constexpr std::uint64_t sector = 512;
constexpr std::string_view mark_name = "journal/durable.mark";

Damage begin_damage(const SimulatedStorage& storage, Fault fault, Remedy remedy, const std::string& name,
                    std::string what) {
    return {fault, remedy, fmt::format("{}: {}", name, what), {{name, storage.content(name)}}};
}

Damage flip(SimulatedStorage& storage, Fault fault, Remedy remedy, const std::string& name, std::uint64_t offset,
            Random& random) {
    const auto bit = static_cast<unsigned>(below(random, 8));
    Damage damage = begin_damage(storage, fault, remedy, name, fmt::format("bit {} at {} flipped", bit, offset));
    storage.flip_bit(name, offset, bit);
    return damage;
}

// About one bit in a thousand of a zstd frame unpacks to the same bytes whichever it is: to flip it damages nothing.
Damage flip_in_archive(SimulatedStorage& storage, const std::string& name, Random& random) {
    const ByteBuffer content = unpack_archived(storage.content(name));
    for (;;) {
        const std::uint64_t offset = below(random, storage.content(name).size());
        Damage damage = flip(storage, Fault::archive_damaged, Remedy::reported, name, offset, random);
        if (content.empty() || unpack_archived(storage.content(name)) != content) {
            return damage;
        }
        repair(storage, damage);
    }
}

Damage remove(SimulatedStorage& storage, Fault fault, Remedy remedy, const std::string& name) {
    Damage damage = begin_damage(storage, fault, remedy, name, "removed");
    const bool removed = storage.remove(name).has_value();
    TRIREME_ASSERT(removed, "{} cannot be removed", name);
    return damage;
}

// Through which command the mark says that the journal was durable; it may be out of date after a power cut.
std::uint64_t read_mark(const SimulatedStorage& storage) {
    std::uint64_t highest = 0;
    if (!storage.exists(mark_name)) {
        return 0;
    }
    const ByteBuffer content = storage.content(mark_name);
    for (std::size_t at = 0; at + 24 <= content.size(); at += sector) {
        const ByteView slot = ByteView(content).subspan(at, 24);
        if (text_of(slot.first(8)) == "TRIREMED" &&
            load_little_endian<std::uint32_t>(slot.data() + 16) == crc32c(slot.first(16))) {
            highest = std::max(highest, load_little_endian<std::uint64_t>(slot.data() + 8));
        }
    }
    return highest;
}

std::vector<std::string> files_in(SimulatedStorage& storage, std::string_view folder, std::string_view suffix) {
    std::vector<std::string> names;
    const std::vector<std::string> listed = storage.list(folder).value();
    for (const std::string& name : listed) {
        if (name.ends_with(suffix)) {
            names.push_back(fmt::format("{}/{}", folder, name));
        }
    }
    return names;
}

const RawSegment* draw_live(const RawLog& log, Random& random) {
    std::vector<const RawSegment*> live;
    for (const RawSegment& segment : log.segments) {
        if (!segment.is_archived && !segment.records.empty()) {
            live.push_back(&segment);
        }
    }
    // The newest more often than the others: there damage is hardest to tell from a write cut short.
    return live.empty() ? nullptr : below(random, 2) == 0 ? live.back() : live[below(random, live.size())];
}

// Where the acknowledged bytes of a segment end.
std::uint64_t promised_end(const RawSegment& segment, std::uint64_t last_promised) {
    std::uint64_t end = 0;
    for (const RawRecord& record : segment.records) {
        end = record.sequence <= last_promised ? record.offset + record.bytes : end;
    }
    return end;
}

std::optional<Damage> zero_sector(SimulatedStorage& storage, const RawSegment& segment, std::uint64_t end,
                                  Random& random) {
    const std::uint64_t begin = below(random, (end + sector - 1) / sector) * sector;
    const auto hit = std::ranges::find_if(
        segment.records, [begin](const RawRecord& record) { return record.offset + record.bytes > begin; });
    // Without a newer mark, zeros at the very end are what a power cut leaves of a batch that nobody was told of.
    if (hit == segment.records.end() || hit->sequence > read_mark(storage)) {
        return std::nullopt;
    }
    Damage damage = begin_damage(storage, Fault::sector_zeroed, Remedy::reported, segment.name,
                                 fmt::format("sector at {} zeroed", begin));
    storage.overwrite_with_zeros(segment.name, begin, sector);
    return damage;
}

// Another command in the place of the one that was acknowledged, with the right checksums: only its events give it
// away.
std::optional<Damage> rewrite_record(SimulatedStorage& storage, const TestedCore& core, const RawSegment& segment,
                                     std::uint64_t last_promised, Random& random) {
    const RawRecord& record = segment.records[below(random, segment.records.size())];
    if (record.sequence > last_promised) {
        return std::nullopt;
    }
    constexpr std::size_t record_header_bytes = 48;
    ByteBuffer bytes(segment.content.begin() + static_cast<std::ptrdiff_t>(record.offset),
                     segment.content.begin() + static_cast<std::ptrdiff_t>(record.offset + record.bytes));
    if (!core.rewrite(MutableByteView(bytes).subspan(record_header_bytes, record.payload.size()))) {
        return std::nullopt;
    }
    Damage damage = begin_damage(storage, Fault::record_rewritten, Remedy::reported, segment.name,
                                 fmt::format("record {} at {} rewritten", record.sequence, record.offset));
    restamp_record(segment, bytes);
    storage.overwrite(segment.name, record.offset, bytes);
    return damage;
}

// A segment with others before and behind it, and no copy in the archive.
std::optional<Damage> remove_segment(SimulatedStorage& storage, const RawLog& journal, Random& random) {
    const std::vector<std::string> archived = files_in(storage, "archive", ".zst");
    std::vector<std::string> candidates;
    for (std::size_t at = 1; at + 1 < journal.segments.size(); ++at) {
        const RawSegment& segment = journal.segments[at];
        const std::string in_archive =
            fmt::format("archive/journal-{}.zst", segment.name.substr(segment.name.find('/') + 1));
        if (!segment.is_archived && !journal.segments[at - 1].is_archived &&
            std::ranges::find(archived, in_archive) == archived.end()) {
            candidates.push_back(segment.name);
        }
    }
    if (candidates.empty()) {
        return std::nullopt;
    }
    return remove(storage, Fault::segment_missing, Remedy::reported, candidates[below(random, candidates.size())]);
}

// Where the good records of a journal segment end; 0 for one that is not in use.
std::uint64_t good_end(const SimulatedStorage& storage, const std::string& name) {
    const RawLog journal = read_raw_log(storage, "journal");
    const auto segment = std::ranges::find(journal.segments, name, &RawSegment::name);
    return segment == journal.segments.end() ? 0 : segment->records_end;
}

std::optional<std::string> draw(const std::vector<std::string>& names, Random& random) {
    return names.empty() ? std::nullopt : std::optional(names[below(random, names.size())]);
}

}  // namespace

std::optional<Damage> damage_journal(SimulatedStorage& storage, const TestedCore& core, std::uint64_t last_promised,
                                     Random& random) {
    const RawLog journal = read_raw_log(storage, "journal");
    const std::uint64_t drawn = below(random, 10);
    if (drawn == 0) {
        const auto name = draw(files_in(storage, "archive", ".zst"), random);
        return name ? std::optional(flip_in_archive(storage, *name, random)) : std::nullopt;
    }
    if (drawn == 1) {
        return remove_segment(storage, journal, random);
    }
    const RawSegment* const segment = draw_live(journal, random);
    const std::uint64_t end = segment == nullptr ? 0 : promised_end(*segment, last_promised);
    if (end == 0) {
        return std::nullopt;
    }
    if (drawn <= 3) {
        return zero_sector(storage, *segment, end, random);
    }
    if (drawn <= 5) {
        return rewrite_record(storage, core, *segment, last_promised, random);
    }
    // The last acknowledged bytes more often than the others.
    const std::uint64_t within = below(random, 3) == 0 ? std::min<std::uint64_t>(end, 200) : end;
    return flip(storage, Fault::flip_in_acknowledged, Remedy::reported, segment->name, end - 1 - below(random, within),
                random);
}

std::optional<Damage> damage_snapshots(SimulatedStorage& storage, Random& random) {
    const std::vector<std::string> names = files_in(storage, "snapshots", ".snapshot");
    if (names.empty()) {
        return std::nullopt;
    }
    const std::string name = below(random, 2) == 0 ? names.back() : *draw(names, random);
    const std::uint64_t size = storage.content(name).size();
    switch (below(random, 4)) {
        case 0: return remove(storage, Fault::snapshot_missing, Remedy::heals, name);
        case 1: {
            const std::uint64_t left = below(random, size);
            Damage damage =
                begin_damage(storage, Fault::snapshot_truncated, Remedy::heals, name, fmt::format("cut to {}", left));
            storage.truncate(name, left);
            return damage;
        }
        default: {
            // The fields in front more often than their share.
            const std::uint64_t offset =
                below(random, below(random, 2) == 0 ? std::min<std::uint64_t>(size, 120) : size);
            return flip(storage, Fault::snapshot_damaged, Remedy::heals, name, offset, random);
        }
    }
}

std::optional<Damage> damage_event_log(SimulatedStorage& storage, Random& random) {
    const RawLog log = read_raw_log(storage, "events");
    const RawSegment* const segment = draw_live(log, random);
    if (segment == nullptr) {
        return std::nullopt;
    }
    const bool is_in_use = segment == &log.segments.back();
    switch (below(random, 4)) {
        case 0: {
            Damage damage{Fault::event_log_missing, Remedy::heals, "events: all files removed", {}};
            for (const std::string& name : files_in(storage, "events", ".segment")) {
                damage.before.emplace_back(name, storage.content(name));
                TRIREME_ASSERT(storage.remove(name).has_value());
            }
            return damage;
        }
        case 1: {
            if (!is_in_use) {
                return std::nullopt;
            }
            const std::uint64_t left = below(random, segment->content.size());
            Damage damage = begin_damage(storage, Fault::event_log_truncated, Remedy::heals, segment->name,
                                         fmt::format("cut to {}", left));
            storage.truncate(segment->name, left);
            return damage;
        }
        default: {
            // A start reads the headers and the segment in use; damage in older records shows when someone reads them.
            const std::uint64_t offset = below(random, segment->records_end);
            const Remedy remedy = is_in_use || offset < sector ? Remedy::heals : Remedy::reported;
            return flip(storage, Fault::event_log_damaged, remedy, segment->name, offset, random);
        }
    }
}

std::optional<Damage> damage_spare_bytes(SimulatedStorage& storage, Random& random) {
    if (below(random, 2) == 0) {
        if (!storage.exists(mark_name) || storage.content(mark_name).empty()) {
            return std::nullopt;
        }
        const std::string name(mark_name);
        if (below(random, 3) == 0) {
            return remove(storage, Fault::mark_damaged, Remedy::heals, name);
        }
        Damage damage = begin_damage(storage, Fault::mark_damaged, Remedy::heals, name, "overwritten with garbage");
        const std::uint64_t slot = below(random, 2) * sector;
        storage.overwrite_with_garbage(name, std::min(slot, storage.content(name).size() - 1), 1 + below(random, 24));
        return damage;
    }
    const auto name = draw(files_in(storage, "journal", ".segment"), random);
    if (!name) {
        return std::nullopt;
    }
    const ByteBuffer content = storage.content(*name);
    const auto written =
        std::ranges::find_if(content.rbegin(), content.rend(), [](std::byte byte) { return byte != std::byte{0}; });
    const auto written_end = static_cast<std::uint64_t>(content.rend() - written);
    // A flip that completes the look of a write cut short makes damage of it, and stopping there is right. Where a
    // write was cut short, the flip keeps away from all of it.
    const std::uint64_t begin = written_end == good_end(storage, *name) ? written_end : written_end + sector;
    if (begin >= content.size()) {
        return std::nullopt;
    }
    // Right behind the end more often than far behind it.
    const std::uint64_t room = content.size() - begin;
    const std::uint64_t offset =
        begin + below(random, below(random, 2) == 0 ? std::min<std::uint64_t>(room, 64) : room);
    return flip(storage, Fault::flip_behind_end, Remedy::heals, *name, offset, random);
}

std::optional<Damage> damage_old_requests(SimulatedStorage& storage, Random& random) {
    const auto name = draw(files_in(storage, "requests", ".requests"), random);
    if (!name) {
        return std::nullopt;
    }
    if (below(random, 3) == 0) {
        return remove(storage, Fault::old_requests_missing, Remedy::heals, *name);
    }
    return flip(storage, Fault::old_requests_damaged, Remedy::heals, *name,
                below(random, storage.content(*name).size()), random);
}

void repair(SimulatedStorage& storage, const Damage& damage) {
    for (const auto& [name, content] : damage.before) {
        if (!storage.exists(name)) {
            TRIREME_ASSERT(storage.create(name, content.size()).has_value());
        }
        storage.truncate(name, content.size());
        storage.overwrite(name, 0, content);
    }
}

}  // namespace trireme::simulation
