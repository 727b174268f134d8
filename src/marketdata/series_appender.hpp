#pragma once

#include "marketdata/live_part.hpp"
#include "marketdata/series_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

namespace trireme::marketdata {

// Appends rows to a series as they come. They gather in memory until `commit`, and are there for good when that comes
// back. A part that has grown long is sealed on the way.
class SeriesAppender {
public:
    // A live part with as many rows is sealed: opening one reads it through.
    static constexpr std::uint64_t live_rows_max = 1'048'576;

    // Behind what the series has. Only TickStore may, which holds the lock.
    [[nodiscard]] static Result<SeriesAppender> open(const std::filesystem::path& folder, SeriesKind kind);

    // `invalid_input` if the row's time is before that of the last one.
    [[nodiscard]] Result<void> add(std::span<const std::int64_t> row);
    [[nodiscard]] Result<void> commit();
    // Commits, and compresses what is live.
    [[nodiscard]] Result<void> seal();

private:
    SeriesAppender(std::filesystem::path folder, SeriesKind kind)
        : folder_(std::move(folder)), kind_(kind), gathered_(columns_of(kind).size()) {}
    [[nodiscard]] Result<void> open_live();
    [[nodiscard]] Result<void> write_sealed(const std::filesystem::path& path) const;

    std::filesystem::path folder_;
    SeriesKind kind_;
    ColumnBuffer gathered_;
    std::optional<std::int64_t> last_time_;
    std::uint64_t number_ = 0;  // of the live part
    std::optional<LiveWriter> live_;
};

}  // namespace trireme::marketdata
