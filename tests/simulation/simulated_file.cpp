#include "simulation/simulated_file.hpp"

#include <algorithm>
#include <array>

namespace trireme::simulation {
namespace {

constexpr std::array<std::uint64_t, 6> keep_percents{0, 10, 50, 90, 98, 100};
constexpr std::array<std::uint64_t, 3> tear_percents{0, 30, 60};

bool is_random(Survival::Rule rule) { return rule == Survival::Rule::random || rule == Survival::Rule::random_torn; }

}  // namespace

void SimulatedFile::write(std::uint64_t offset, ByteView bytes, StreamPosition position) {
    if (bytes.empty()) {
        return;
    }
    cached_.write(offset, bytes);
    unsynced_.push_back({position, offset, bytes.size()});
    const std::uint64_t end = offset + bytes.size();
    for (std::uint64_t sector = offset / sector_bytes_; sector * sector_bytes_ < end; ++sector) {
        const std::uint64_t sector_begin = sector * sector_bytes_;
        const std::uint64_t changed_begin = std::max(offset, sector_begin);
        const std::uint64_t changed_end = std::min(end, sector_begin + sector_bytes_);
        // A disk writes whole sectors: the version holds all that readers see, also what an earlier failed sync
        // dropped.
        ByteBuffer content(sector_bytes_);
        cached_.read(sector_begin, content);
        versions_[sector].push_back({position + (changed_begin - offset),
                                     static_cast<std::size_t>(changed_begin - sector_begin),
                                     static_cast<std::size_t>(changed_end - changed_begin), std::move(content)});
    }
}

SurvivalCounts SimulatedFile::write_back(Survival::Rule rule, Span span, Random& random) {
    SurvivalCounts counts;
    const Odds odds{.keep_percent = keep_percents[below(random, keep_percents.size())],
                    .tear_percent = tear_percents[below(random, tear_percents.size())]};
    durable_.resize(surviving_size(rule, span, random));
    for (auto& [sector, versions] : versions_) {
        const auto waiting = std::ranges::lower_bound(versions, span.until, {}, &SectorVersion::position);
        const std::span<const SectorVersion> ended(versions.begin(), waiting);
        if (ended.empty()) {
            continue;
        }
        const Survivors survivors = choose_survivors(ended, rule, span.kept_until, odds, random);
        if (survivors.whole > 0) {
            put_durable_sector(sector, ended[survivors.whole - 1].content);
        }
        if (survivors.torn_bytes > 0) {
            put_durable_sector(sector, ByteView(ended[survivors.whole].content).first(survivors.torn_bytes));
        }
        std::uint64_t& count = survivors.torn_bytes > 0          ? counts.torn
                               : survivors.whole == ended.size() ? counts.kept
                                                                 : counts.stale;
        ++count;
        versions.erase(versions.begin(), waiting);
    }
    std::erase_if(versions_, [](const auto& entry) { return entry.second.empty(); });
    std::erase_if(unsynced_, [&](const UnsyncedWrite& write) { return write.position < span.until; });
    return counts;
}

SimulatedFile::Survivors SimulatedFile::choose_survivors(std::span<const SectorVersion> versions, Survival::Rule rule,
                                                         StreamPosition kept_until, Odds odds, Random& random) const {
    switch (rule) {
        case Survival::Rule::lose_all: return {.whole = 0, .torn_bytes = 0};
        case Survival::Rule::keep_all: return {.whole = versions.size(), .torn_bytes = 0};
        case Survival::Rule::keep_prefix: {
            const auto cut = std::ranges::find_if(versions, [kept_until](const SectorVersion& version) {
                return version.position + version.changed_bytes > kept_until;
            });
            const auto whole = static_cast<std::size_t>(cut - versions.begin());
            if (cut == versions.end() || cut->position >= kept_until) {
                return {.whole = whole, .torn_bytes = 0};
            }
            const auto kept_bytes = static_cast<std::size_t>(kept_until - cut->position);
            return {.whole = whole, .torn_bytes = cut->first_changed + kept_bytes};
        }
        case Survival::Rule::random:
        case Survival::Rule::random_torn: break;
    }
    if (below(random, 100) < odds.keep_percent) {
        return {.whole = versions.size(), .torn_bytes = 0};
    }
    const std::size_t whole = below(random, versions.size());
    const bool torn = rule == Survival::Rule::random_torn && below(random, 100) < odds.tear_percent;
    return {.whole = whole, .torn_bytes = torn ? 1 + below(random, sector_bytes_ - 1) : 0};
}

// What lies behind the end that the file has on the disk belongs to nothing and is not written.
void SimulatedFile::put_durable_sector(std::uint64_t sector, ByteView content) {
    const std::uint64_t begin = sector * sector_bytes_;
    const std::uint64_t room = durable_.size() - std::min(begin, durable_.size());
    durable_.write(begin, content.first(static_cast<std::size_t>(std::min<std::uint64_t>(content.size(), room))));
}

// A file that grew has on the disk its old size or the one after any of the unsynced writes.
std::uint64_t SimulatedFile::surviving_size(Survival::Rule rule, Span span, Random& random) const {
    std::uint64_t size = durable_.size();
    const std::size_t drawn = below(random, unsynced_.size() + 1);
    for (std::size_t index = 0; index < unsynced_.size() && unsynced_[index].position < span.until; ++index) {
        const UnsyncedWrite& write = unsynced_[index];
        std::uint64_t kept_bytes = write.bytes;
        if (rule == Survival::Rule::lose_all || (is_random(rule) && index >= drawn)) {
            kept_bytes = 0;
        } else if (rule == Survival::Rule::keep_prefix) {
            kept_bytes = std::min(write.bytes, span.kept_until - std::min(span.kept_until, write.position));
        }
        size = std::max(size, kept_bytes == 0 ? 0 : write.offset + kept_bytes);
    }
    return size;
}

void SimulatedFile::write_back_everything() {
    Random unused;
    write_back(Survival::Rule::keep_all, {}, unused);
}

void SimulatedFile::damage(std::uint64_t offset, ByteView bytes) {
    write_back_everything();
    durable_.write(offset, bytes);
    cached_.write(offset, bytes);
}

void SimulatedFile::truncate(std::uint64_t size) {
    write_back_everything();
    durable_.resize(size);
    cached_.resize(size);
}

}  // namespace trireme::simulation
