#include "marketdata/quote_file.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace trireme::marketdata {
namespace {

constexpr std::size_t quarters = 4;

Result<Price> parse_price(std::string_view text, std::string_view what) {
    const auto price = parse<Price>(text);
    if (!price) {
        return fail(ErrorCode::invalid_input, "`{}` is no {}: a decimal number with up to 8 digits behind the point",
                    text, what);
    }
    if (*price <= Price()) {
        return fail(ErrorCode::invalid_input, "the {} {} is not above zero", what, text);
    }
    return *price;
}

// Prices near the end of their range stay there, where no market is.
std::int64_t add_within(std::int64_t price, std::int64_t spread) {
    return checked_add(price, spread).value_or(std::numeric_limits<std::int64_t>::max());
}

// What is wrong with a line without the values that it is wrong with, so that lines can be counted by it.
std::string kind_of(std::string_view message) {
    std::string kind;
    for (std::size_t begin = 0; begin < message.size();) {
        const std::size_t end = std::min(message.find(' ', begin), message.size());
        const std::string_view word = message.substr(begin, end - begin);
        const bool is_value = word.starts_with('`') || std::ranges::any_of(word, [](char character) {
                                  return character >= '0' && character <= '9';
                              });
        kind += fmt::format("{}{}", kind.empty() ? "" : " ", is_value ? "..." : word);
        begin = end + 1;
    }
    return kind;
}

// A line none of whose values is a number or a time is one of names.
bool is_header(const Row& row) {
    return std::ranges::none_of(row, [](std::string_view value) {
        return form_of(value).has_value() || parse_decimal(value, scale_digits_max).has_value();
    });
}

// LEAN's files begin with the day: "20140501_eurusd_tick_quote.csv".
Result<Date> day_of_name(std::string_view name) {
    constexpr std::size_t day_digits = 8;
    if (name.size() > day_digits) {
        const auto day =
            parse_date(fmt::format("{}-{}-{}", name.substr(0, 4), name.substr(4, 2), name.substr(6, day_digits - 6)));
        if (day) {
            return *day;
        }
    }
    return fail(ErrorCode::invalid_input,
                "`{}` does not begin with its day, as in 20140501_quote.zip, which its times count from", name);
}

}  // namespace

bool QuoteFile::is_lean() const {
    return options_.format == QuoteFormat::lean ||
           (options_.format == QuoteFormat::by_name && options_.path.extension() == ".zip");
}

Result<QuoteFile> QuoteFile::open(const QuoteFileOptions& options) {
    TRIREME_TRY_ASSIGN(auto reader, LineReader::open(options.path));
    QuoteFile file(options, std::move(reader));
    TRIREME_TRY_ASSIGN(const auto line, file.reader_.next());
    if (auto found = file.find_columns(line); !found) {
        return fail_with_context(std::move(found), file.reader_.where());
    }
    return file;
}

Result<void> QuoteFile::find_columns(std::optional<std::string_view> line) {
    if (!line) {
        return fail(ErrorCode::invalid_input, "the file is empty; it should hold quotes");
    }
    first_line_ = std::string(*line);
    Row first;
    split_row(*first_line_, first);
    TRIREME_TRY(is_lean() ? find_lean_columns(first) : find_csv_columns(first));
    if (!columns_.have_ask() && !options_.spread) {
        return fail(ErrorCode::invalid_input, "has bids only; a spread must be given, by which the ask is above them");
    }
    return {};
}

Result<void> QuoteFile::find_lean_columns(const Row& first) {
    TRIREME_TRY_ASSIGN(columns_, columns_of_lean(first.size()));
    if (first.front().contains(' ')) {
        time_form_ = TimeForm::compact;
        return {};
    }
    time_form_ = TimeForm::milliseconds_of_day;
    TRIREME_TRY_ASSIGN(day_, day_of_name(reader_.inner_name()));
    return {};
}

Result<void> QuoteFile::find_csv_columns(const Row& first) {
    const bool has_header = is_header(first);
    const std::optional<Row> header = has_header ? std::optional(first) : std::nullopt;
    if (!options_.columns.empty()) {
        TRIREME_TRY_ASSIGN(columns_, parse_columns(options_.columns, header));
    } else if (has_header) {
        TRIREME_TRY_ASSIGN(columns_, columns_of_header(first));
    } else if (first.size() == 3) {
        columns_ = {0, TickColumns{1, 2}};
    } else {
        return fail(ErrorCode::invalid_input,
                    "{} columns without names in the first line: which is which must be said, such as "
                    "time=0,bid=1,ask=2",
                    first.size());
    }
    if (has_header) {
        first_line_.reset();
    }
    return {};
}

Result<std::optional<TimedQuote>> QuoteFile::next() {
    if (!has_begun_) {
        has_begun_ = true;
        TRIREME_TRY_ASSIGN(ahead_, next_row());
    }
    if (given_out_.empty() && ahead_) {
        const ParsedRow row = *ahead_;
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

Result<std::optional<QuoteFile::ParsedRow>> QuoteFile::next_row() {
    for (;;) {
        std::string_view line;
        const std::optional<std::string> first = std::exchange(first_line_, std::nullopt);
        if (first) {
            line = *first;
        } else {
            TRIREME_TRY_ASSIGN(const auto read, reader_.next());
            if (!read) {
                return std::nullopt;
            }
            line = *read;
        }
        auto row = parse_line(line);
        if (row) {
            last_time_ = row->time;
            return *row;
        }
        const std::string reason = kind_of(row.error().message);
        auto failure = fail_with_context(std::move(row), reader_.where());
        if (!options_.skip_bad_lines) {
            return failure;
        }
        if (skipped_lines_++ == 0) {
            first_skipped_ = failure.error().message;
        }
        skipped_for_[reason] += 1;
    }
}

Result<QuoteFile::ParsedRow> QuoteFile::parse_line(std::string_view line) {
    split_row(line, row_);
    if (row_.size() < columns_.count()) {
        return fail(ErrorCode::invalid_input, "{} columns; {} are needed", row_.size(), columns_.count());
    }
    ParsedRow row{};
    TRIREME_TRY_ASSIGN(row.time, parse_row_time(row_[columns_.time]));
    const bool is_of_bars = std::holds_alternative<BarColumns>(columns_.prices);
    if (last_time_ && is_of_bars && row.time == *last_time_) {
        return fail(ErrorCode::invalid_input, "a second bar of {}", format_timestamp(row.time));
    }
    if (last_time_ && row.time < *last_time_) {
        return fail(ErrorCode::invalid_input, "time goes back from {} to {}", format_timestamp(*last_time_),
                    format_timestamp(row.time));
    }
    TRIREME_TRY_ASSIGN(row.bid, parse_side(columns_, false));
    if (columns_.have_ask()) {
        TRIREME_TRY_ASSIGN(row.ask, parse_side(columns_, true));
    } else {
        const auto above = [&](Price price) { return Price(add_within(price.value(), options_.spread->value())); };
        row.ask = {above(row.bid.open), above(row.bid.high), above(row.bid.low), above(row.bid.close)};
    }
    const auto check = [](Price bid, Price ask) -> Result<void> {
        return bid <= ask ? Result<void>()
                          : fail(ErrorCode::invalid_input, "the bid {} is above the ask {}", format(bid), format(ask));
    };
    TRIREME_TRY(check(row.bid.open, row.ask.open));
    TRIREME_TRY(check(row.bid.high, row.ask.high));
    TRIREME_TRY(check(row.bid.low, row.ask.low));
    TRIREME_TRY(check(row.bid.close, row.ask.close));
    return row;
}

Result<Timestamp> QuoteFile::parse_row_time(std::string_view text) {
    if (!time_form_) {
        time_form_ = form_of(text);
    }
    if (!time_form_) {
        return fail(ErrorCode::invalid_input,
                    "`{}` is no time of a known form: 2013-01-01 22:00:00.295, 20070101 21:00, 2007.01.01 21:00, or a "
                    "count of seconds, milliseconds, microseconds or nanoseconds since 1970, all in UTC",
                    text);
    }
    return parse_time(text, *time_form_, day_);
}

Result<QuoteFile::Prices> QuoteFile::parse_side(const QuoteColumns& columns, bool is_ask) const {
    const std::string_view side = is_ask ? "ask" : "bid";
    if (const auto* const tick = std::get_if<TickColumns>(&columns.prices)) {
        TRIREME_TRY_ASSIGN(const Price price, parse_price(row_[is_ask ? *tick->ask : tick->bid], side));
        return Prices{price, price, price, price};
    }
    const auto& bar = std::get<BarColumns>(columns.prices);
    const BarColumns::Prices& at = is_ask ? *bar.ask : bar.bid;
    Prices prices{};
    TRIREME_TRY_ASSIGN(prices.open, parse_price(row_[at[0]], side));
    TRIREME_TRY_ASSIGN(prices.high, parse_price(row_[at[1]], side));
    TRIREME_TRY_ASSIGN(prices.low, parse_price(row_[at[2]], side));
    TRIREME_TRY_ASSIGN(prices.close, parse_price(row_[at[3]], side));
    const auto [lowest, highest] = std::minmax({prices.open, prices.close});
    if (prices.low > lowest || prices.high < highest) {
        return fail(ErrorCode::invalid_input, "the {} bar opens at {} and closes at {}, but goes from {} to {} only",
                    side, format(prices.open), format(prices.close), format(prices.low), format(prices.high));
    }
    return prices;
}

void QuoteFile::give_out(const ParsedRow& row) {
    if (std::holds_alternative<TickColumns>(columns_.prices)) {
        given_out_.push_back({row.time, row.bid.open, row.ask.open});
        return;
    }
    const auto at_quarter = [&](std::int64_t quarter) {
        return row.time.plus(
            Duration::nanoseconds(bar_length_.nanoseconds() / static_cast<std::int64_t>(quarters) * quarter));
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
