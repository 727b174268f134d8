#pragma once

#include "marketdata/series_reader.hpp"
#include "marketdata/trading_sessions.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trireme::marketdata {

enum class FindingKind : std::uint8_t {
    gap,    // the market was open, and for long there is nothing
    spike,  // a price far from the one before and the one behind it
    split,  // a price that is a simple fraction or multiple of the one before, and stays
    bad,    // what no market says: bid above ask, nothing or less as a price, a bar outside of itself
};
inline constexpr std::size_t finding_kinds = 4;
[[nodiscard]] std::string_view name_of(FindingKind kind);

struct Finding {
    FindingKind kind = FindingKind::bad;
    std::int64_t time = 0;
    std::string text{};
};

struct SeriesCheckOptions {
    TradingSessions sessions{};
    std::optional<Duration> gap_min{};  // else ten minutes; of bars five of them, of days four days
};

struct SeriesFindings {
    // Of each kind at most as many as someone reads.
    static constexpr std::size_t listed_max = 20;
    std::vector<Finding> listed{};
    std::array<std::uint64_t, finding_kinds> counts{};
    std::uint64_t rows = 0;

    [[nodiscard]] bool are_none() const { return counts == std::array<std::uint64_t, finding_kinds>{}; }
};

// Reads all of a series, every checksum with it. `corrupt` where it is damaged.
[[nodiscard]] Result<SeriesFindings> check_series(const SeriesReader& reader, const SeriesName& name,
                                                  const SeriesCheckOptions& options);

}  // namespace trireme::marketdata
