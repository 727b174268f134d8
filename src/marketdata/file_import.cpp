#include "marketdata/file_import.hpp"

#include <algorithm>
#include <array>

namespace trireme::marketdata {
namespace {

constexpr std::uint64_t rows_per_progress = 65'536;

// The rows of one file on their way into the parts of their series.
class Importing {
public:
    Importing(const FileImportOptions& options, RowShape shape, StoreImport import)
        : options_(options), shape_(shape), import_(std::move(import)) {}

    Result<void> begin() {
        if (!shape_.are_bars && !shape_.are_trades && !shape_.have_ask) {
            return fail(ErrorCode::invalid_input, "{}: has bids without asks; quotes need both",
                        options_.source.path.string());
        }
        if (shape_.are_bars && !shape_.have_ask) {
            side_ = options_.side ? options_.side : shape_.side;
            if (!side_) {
                return fail(ErrorCode::invalid_input,
                            "{}: has bars of one side; which one must be said: bid, ask, mid or trade",
                            options_.source.path.string());
            }
        }
        const std::size_t parts = shape_.are_bars && shape_.have_ask ? 2 : 1;
        for (std::size_t part = 0; part < parts; ++part) {
            TRIREME_TRY_ASSIGN(parts_[part], import_.add_part(kind()));
        }
        return {};
    }

    Result<void> add(const QuoteRow& row) {
        const std::int64_t time = row.time.nanoseconds_since_1970();
        if (before_ && time > *before_) {
            distance_ = std::min(distance_, time - *before_);
        }
        before_ = time;
        if (shape_.are_bars) {
            TRIREME_TRY(add_bar(*parts_[0], time, row.bid, row.bid_size));
            return row.ask ? add_bar(*parts_[1], time, *row.ask, row.ask_size) : Result<void>();
        }
        if (shape_.are_trades) {
            return parts_[0]->add(std::array{time, row.bid.open.value(), row.bid_size.value(), row.taker});
        }
        return parts_[0]->add(
            std::array{time, row.bid.open.value(), row.ask->open.value(), row.bid_size.value(), row.ask_size.value()});
    }

    // The series that were brought in.
    Result<std::vector<SeriesName>> commit() {
        TRIREME_TRY_ASSIGN(auto names, series_names());
        if (auto committed = import_.commit(names); !committed) {
            return fail_with_context(std::move(committed), options_.source.path.string());
        }
        return names;
    }

private:
    [[nodiscard]] SeriesKind kind() const {
        return shape_.are_bars ? SeriesKind::bars : shape_.are_trades ? SeriesKind::trades : SeriesKind::quotes;
    }

    static Result<void> add_bar(SealedWriter& part, std::int64_t time, const SidePrices& prices, Lots volume) {
        return part.add(std::array<std::int64_t, BarColumn::count>{time, prices.open.value(), prices.high.value(),
                                                                   prices.low.value(), prices.close.value(),
                                                                   volume.value(), 0});
    }

    Result<std::vector<SeriesName>> series_names() const {
        SeriesName name{.symbol = options_.symbol, .kind = kind()};
        if (!shape_.are_bars) {
            return std::vector{name};
        }
        const auto period = options_.period ? options_.period : period_of_distance(Duration::nanoseconds(distance_));
        if (!period) {
            return fail(ErrorCode::invalid_input,
                        "{}: its rows do not tell how long the bars are; a period is needed, such as 1m",
                        options_.source.path.string());
        }
        name.period = *period;
        name.day_end = options_.day_end;
        if (!shape_.have_ask) {
            name.side = *side_;
            return std::vector{name};
        }
        SeriesName asks = name;
        asks.side = BarSide::ask;
        return std::vector{name, asks};
    }

    const FileImportOptions& options_;
    RowShape shape_;
    StoreImport import_;
    std::optional<BarSide> side_;
    std::array<SealedWriter*, 2> parts_{};
    std::optional<std::int64_t> before_;
    std::int64_t distance_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace

Result<FileImport> import_file(const TickStore& store, const FileImportOptions& options,
                               const std::function<void(std::uint64_t rows)>& progress) {
    FileImport done;
    TRIREME_TRY(check_symbol(options.symbol));
    TRIREME_TRY_ASSIGN(const auto source, open_rows(options.source, done.bad_rows));
    TRIREME_TRY_ASSIGN(auto import, store.begin_import());
    Importing importing(options, source->shape(), std::move(import));
    TRIREME_TRY(importing.begin());
    for (;;) {
        TRIREME_TRY_ASSIGN(const auto row, source->next());
        if (!row) {
            break;
        }
        TRIREME_TRY(importing.add(*row));
        done.rows += 1;
        if (done.rows % rows_per_progress == 0) {
            progress(done.rows);
        }
    }
    done.is_refused = done.bad_rows.skipped() > 0 && options.bad_rows == BadLines::Policy::refuse;
    if (!done.is_refused && done.rows > 0) {
        TRIREME_TRY_ASSIGN(done.series, importing.commit());
    }
    return done;
}

}  // namespace trireme::marketdata
