#include "marketdata/quote_file.hpp"

#include "base/integer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace trireme::marketdata {
namespace {

constexpr std::int64_t quarters = 4;

// Prices near the end of their range stay there, where no market is.
Price above(Price price, Price spread) {
    return Price(checked_add(price.value(), spread.value()).value_or(std::numeric_limits<std::int64_t>::max()));
}

SidePrices above(const SidePrices& prices, Price spread) {
    return {above(prices.open, spread), above(prices.high, spread), above(prices.low, spread),
            above(prices.close, spread)};
}

Error lacks(std::string_view side, Timestamp time, const std::filesystem::path& path) {
    return {ErrorCode::invalid_input,
            fmt::format("there is no {} of {} in {}", side, format_timestamp(time), path.string())};
}

}  // namespace

Result<QuoteFile> QuoteFile::open(const QuoteFileOptions& options) {
    auto bad_lines = std::make_unique<BadLines>(options.bad_lines);
    TRIREME_TRY_ASSIGN(
        auto rows,
        QuoteRows::open({.path = options.path, .format = options.format, .columns = options.columns}, *bad_lines));
    if (rows.is_lean() && rows.columns().are_trades) {
        return fail(ErrorCode::invalid_input,
                    "{}: is of trades, which have neither bid nor ask; LEAN's files of quotes are named ..._quote.zip",
                    rows.where());
    }
    QuoteFile file(options, std::move(bad_lines), std::move(rows));
    if (!options.asks.empty()) {
        TRIREME_TRY(file.open_asks());
    } else if (!file.has_asks() && !options.spread) {
        return fail(ErrorCode::invalid_input,
                    "{}: has bids only; a file of asks is needed, or a spread by which the ask is above them",
                    file.rows_.where());
    }
    return file;
}

Result<void> QuoteFile::open_asks() {
    TRIREME_TRY_ASSIGN(
        auto asks,
        QuoteRows::open(
            {.path = options_.asks, .format = options_.format, .columns = options_.columns, .single_name = "ask"},
            *bad_lines_));
    if (has_asks() || asks.columns().have_ask() || asks.are_bars() != rows_.are_bars()) {
        return fail(ErrorCode::invalid_input,
                    "{} and {} are no pair: bids in one and asks in the other are needed, both ticks or both bars",
                    options_.path.string(), options_.asks.string());
    }
    asks_ = std::move(asks);
    return {};
}

Result<std::optional<TimedQuote>> QuoteFile::next() {
    if (!has_begun_) {
        has_begun_ = true;
        TRIREME_TRY_ASSIGN(ahead_, next_row());
    }
    if (given_out_.empty() && ahead_) {
        const BothSides row = *ahead_;
        TRIREME_TRY_ASSIGN(ahead_, next_row());
        if (ahead_ && ahead_->time > row.time) {
            const Duration distance =
                Duration::nanoseconds(ahead_->time.nanoseconds_since_1970() - row.time.nanoseconds_since_1970());
            bar_length_ = bar_length_ == Duration() ? distance : std::min(bar_length_, distance);
        }
        give_out(row);
    }
    if (given_out_.empty()) {
        return std::nullopt;
    }
    const TimedQuote quote = given_out_.front();
    given_out_.pop_front();
    return quote;
}

Result<std::optional<QuoteFile::BothSides>> QuoteFile::next_row() {
    for (;;) {
        TRIREME_TRY_ASSIGN(const auto row, rows_.next());
        if (!row) {
            TRIREME_TRY(finish_asks());
            return std::nullopt;
        }
        TRIREME_TRY_ASSIGN(const auto asks, asks_of(*row));
        if (asks) {
            return BothSides{row->time, row->bid, *asks};
        }
    }
}

Result<std::optional<SidePrices>> QuoteFile::asks_of(const QuoteRow& row) {
    if (asks_) {
        return asks_in_file(row);
    }
    return row.ask ? *row.ask : above(row.bid, *options_.spread);
}

Result<std::optional<SidePrices>> QuoteFile::asks_in_file(const QuoteRow& row) {
    for (;;) {
        if (!ask_ahead_) {
            TRIREME_TRY_ASSIGN(ask_ahead_, asks_->next());
        }
        if (!ask_ahead_ || ask_ahead_->time > row.time) {
            TRIREME_TRY(bad_lines_->meet(lacks("ask", row.time, options_.asks), rows_.where()));
            return std::nullopt;
        }
        const QuoteRow ask = *std::exchange(ask_ahead_, std::nullopt);
        if (ask.time < row.time) {
            TRIREME_TRY(bad_lines_->meet(lacks("bid", ask.time, options_.path), asks_->where()));
            continue;
        }
        if (auto checked = check_spread(row.bid, ask.bid); !checked) {
            TRIREME_TRY(bad_lines_->meet(std::move(checked).error(), rows_.where()));
            return std::nullopt;
        }
        return ask.bid;
    }
}

Result<void> QuoteFile::finish_asks() {
    while (asks_) {
        if (!ask_ahead_) {
            TRIREME_TRY_ASSIGN(ask_ahead_, asks_->next());
        }
        if (!ask_ahead_) {
            return {};
        }
        TRIREME_TRY(bad_lines_->meet(lacks("bid", ask_ahead_->time, options_.path), asks_->where()));
        ask_ahead_.reset();
    }
    return {};
}

void QuoteFile::give_out(const BothSides& row) {
    if (!rows_.are_bars()) {
        given_out_.push_back({row.time, row.bid.open, row.ask.open});
        return;
    }
    const auto at_quarter = [&](std::int64_t quarter) {
        return row.time.plus(Duration::nanoseconds(bar_length_.nanoseconds() / quarters * quarter));
    };
    const TimedQuote low{{}, row.bid.low, row.ask.low};
    const TimedQuote high{{}, row.bid.high, row.ask.high};
    const bool rises = row.bid.close >= row.bid.open;
    given_out_.push_back({at_quarter(0), row.bid.open, row.ask.open});
    given_out_.push_back(rises ? low : high);
    given_out_.back().time = at_quarter(1);
    given_out_.push_back(rises ? high : low);
    given_out_.back().time = at_quarter(2);
    given_out_.push_back({at_quarter(3), row.bid.close, row.ask.close});
}

}  // namespace trireme::marketdata
