#include "marketdata/series_check.hpp"

#include "base/integer.hpp"
#include "marketdata/bar_builder.hpp"
#include "model/scaled.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace trireme::marketdata {
namespace {

constexpr Duration tick_gap_min = Duration::seconds(600);
constexpr Duration day_gap_min = Duration::seconds(std::int64_t{4} * 86'400);
constexpr std::int64_t bars_in_gap = 5;

// A move is a spike if it is so many times the usual one, a part of the price of this size at the least, and mostly
// gone with the next row.
constexpr std::int64_t spike_moves = 25;
constexpr std::int64_t spike_part = 500;
constexpr std::int64_t spike_remainder_part = 4;
// The usual move is a mean that forgets: each move counts for one in so many. It is kept in parts of that size, because
// most moves are smaller than a point of it.
constexpr std::int64_t mean_length = 256;
constexpr std::int64_t counted_move_max = std::numeric_limits<std::int64_t>::max() / (2 * mean_length);

// The splits of shares that are usual, and what they may be missed by: the price moves over night too. A market that
// moves so by itself is worth a look all the same.
constexpr std::array<std::pair<int, int>, 12> splits{
    {{2, 1}, {3, 1}, {4, 1}, {5, 1}, {6, 1}, {7, 1}, {8, 1}, {10, 1}, {15, 1}, {20, 1}, {3, 2}, {5, 2}}};
constexpr std::int64_t split_tolerance_parts = 25;

std::int64_t distance(std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; }

Duration gap_of(const SeriesName& name) {
    if (name.kind != SeriesKind::bars) {
        return tick_gap_min;
    }
    const auto length = name.period.of_clock();
    return length ? std::max(tick_gap_min, Duration::nanoseconds(bars_in_gap * length->nanoseconds())) : day_gap_min;
}

// Whether `larger` is about n/m times `smaller`.
bool is_split(std::int64_t larger, std::int64_t smaller, std::pair<int, int> split) {
    const Int128 wanted = Int128(smaller) * split.first;
    const Int128 found = Int128(larger) * split.second;
    const Int128 off = found > wanted ? found - wanted : wanted - found;
    return off * split_tolerance_parts <= wanted;
}

// What a row says of the price, for all kinds of series.
struct RowPrice {
    std::int64_t time = 0;
    std::int64_t price = 0;  // mid, trade or close
    std::int64_t open = 0;
};

class Checking {
public:
    Checking(const SeriesName& name, const SeriesCheckOptions& options)
        : name_(name), options_(options), gap_min_(options.gap_min.value_or(gap_of(name))) {}

    void take(const ColumnView& rows, std::size_t row) {
        found_.rows += 1;
        const std::int64_t time = rows[0][row];
        check_gap(time);
        time_before_ = time;
        const auto price = sound_price(rows, row);
        if (!price) {
            return;
        }
        if (before_ && ahead_) {
            check_middle(*before_, *ahead_, *price);
        }
        before_ = std::exchange(ahead_, price);
    }

    [[nodiscard]] SeriesFindings result() && {
        if (before_ && ahead_) {
            check_split(*before_, *ahead_);  // of the last row nobody knows whether it was a spike
        }
        return std::move(found_);
    }

private:
    void find(FindingKind kind, std::int64_t time, std::string text) {
        const auto seen = found_.counts[static_cast<std::size_t>(kind)]++;
        if (seen < SeriesFindings::listed_max) {
            found_.listed.push_back({kind, time, std::move(text)});
        }
    }

    void check_gap(std::int64_t time) {
        if (!time_before_ || time - *time_before_ < gap_min_.nanoseconds()) {
            return;
        }
        const Duration open = options_.sessions.open_between(Timestamp(*time_before_), Timestamp(time));
        if (open >= gap_min_) {
            find(FindingKind::gap, *time_before_,
                 fmt::format("nothing until {}, while the market was open for {} s", format_timestamp(Timestamp(time)),
                             open.nanoseconds() / 1'000'000'000));
        }
    }

    // Nothing of a row that is bad.
    std::optional<RowPrice> sound_price(const ColumnView& rows, std::size_t row) {
        const std::int64_t time = rows[0][row];
        const auto value = [&](std::size_t column) { return rows[column][row]; };
        const auto text = [](std::int64_t price) { return format(Price(price)); };
        if (name_.kind == SeriesKind::quotes) {
            const std::int64_t bid = value(QuoteColumn::bid);
            const std::int64_t ask = value(QuoteColumn::ask);
            if (bid <= 0 || ask < bid) {
                find(FindingKind::bad, time, fmt::format("bid {}, ask {}", text(bid), text(ask)));
                return std::nullopt;
            }
            const std::int64_t mid = mid_price(Price(bid), Price(ask)).value();
            return RowPrice{time, mid, mid};
        }
        if (name_.kind == SeriesKind::trades) {
            const std::int64_t price = value(TradeColumn::price);
            if (price <= 0 || value(TradeColumn::size) < 0) {
                find(FindingKind::bad, time, fmt::format("{} at {}", text(value(TradeColumn::size)), text(price)));
                return std::nullopt;
            }
            return RowPrice{time, price, price};
        }
        const std::int64_t open = value(BarColumn::open);
        const std::int64_t close = value(BarColumn::close);
        if (value(BarColumn::low) <= 0 || value(BarColumn::low) > std::min(open, close) ||
            value(BarColumn::high) < std::max(open, close)) {
            find(FindingKind::bad, time,
                 fmt::format("open {}, high {}, low {}, close {}", text(open), text(value(BarColumn::high)),
                             text(value(BarColumn::low)), text(close)));
            return std::nullopt;
        }
        return RowPrice{time, close, open};
    }

    void check_middle(const RowPrice& before, const RowPrice& middle, const RowPrice& behind) {
        const std::int64_t move = distance(middle.price, before.price);
        const std::int64_t remainder = distance(behind.price, before.price);
        if (move > before.price / spike_part && Int128(move) * mean_length > Int128(mean_move_) * spike_moves &&
            remainder < move / spike_remainder_part) {
            find(FindingKind::spike, middle.time,
                 fmt::format("{} between {} and {}", format(Price(middle.price)), format(Price(before.price)),
                             format(Price(behind.price))));
            return;
        }
        check_split(before, middle);
        mean_move_ += std::min(move, counted_move_max) - mean_move_ / mean_length;
    }

    void check_split(const RowPrice& before, const RowPrice& middle) {
        const std::int64_t larger = std::max(before.price, middle.open);
        const std::int64_t smaller = std::min(before.price, middle.open);
        for (const auto& split : splits) {
            if (is_split(larger, smaller, split)) {
                find(FindingKind::split, middle.time,
                     fmt::format("{} after {}, about {} to {}{}", format(Price(middle.open)),
                                 format(Price(before.price)), split.first, split.second,
                                 middle.open > before.price ? " reversed" : ""));
                return;
            }
        }
    }

    const SeriesName& name_;
    const SeriesCheckOptions& options_;
    Duration gap_min_;
    SeriesFindings found_;
    std::optional<std::int64_t> time_before_;
    std::optional<RowPrice> before_;
    std::optional<RowPrice> ahead_;
    std::int64_t mean_move_ = 0;  // in parts of 1/mean_length
};

}  // namespace

std::string_view name_of(FindingKind kind) {
    constexpr std::array<std::string_view, finding_kinds> names{"gap", "spike", "split", "bad"};
    return names[static_cast<std::size_t>(kind)];
}

Result<SeriesFindings> check_series(const SeriesReader& reader, const SeriesName& name,
                                    const SeriesCheckOptions& options) {
    Checking checking(name, options);
    SeriesScan scan = reader.scan({});
    ColumnView rows;
    for (;;) {
        TRIREME_TRY_ASSIGN(const bool has_more, scan.next(rows));
        if (!has_more) {
            return std::move(checking).result();
        }
        for (std::size_t row = 0; row < rows.rows; ++row) {
            checking.take(rows, row);
        }
    }
}

}  // namespace trireme::marketdata
