#include "marketdata/quote_rows.hpp"

#include "base/decimal.hpp"
#include "base/in_quotes.hpp"

#include <algorithm>
#include <utility>

namespace trireme::marketdata {
namespace {

// However large or long; whether it can be a price is another question.
bool is_number(std::string_view value) {
    const auto belongs = [](char character) { return std::string_view("0123456789.+-").contains(character); };
    return !value.empty() && std::ranges::all_of(value, belongs);
}

// A line none of whose values is a number or a time is one of names.
bool is_header(const Row& row) {
    return std::ranges::none_of(row,
                                [](std::string_view value) { return is_number(value) || form_of(value).has_value(); });
}

std::optional<Date> day_at_begin(std::string_view name) {
    constexpr std::size_t day_digits = 8;
    if (name.size() <= day_digits) {
        return std::nullopt;
    }
    const auto day =
        parse_date(fmt::format("{}-{}-{}", name.substr(0, 4), name.substr(4, 2), name.substr(6, day_digits - 6)));
    return day ? std::optional(*day) : std::nullopt;
}

// LEAN's files begin with the day: "20140501_eurusd_tick_quote.csv". So do the archives, and nothing else guards it.
Result<Date> day_of_names(std::string_view inner, const std::string& outer) {
    const auto day = day_at_begin(inner);
    if (!day) {
        return fail(ErrorCode::invalid_input,
                    "{} does not begin with its day, as in 20140501_quote.zip, which its times count from",
                    in_quotes(inner));
    }
    if (const auto other = day_at_begin(outer); other && *other != *day) {
        return fail(ErrorCode::invalid_input, "the file in it, {}, is of another day", in_quotes(inner));
    }
    return *day;
}

// Something else than rows of values, by how it begins.
Result<void> check_is_separated(const Row& first) {
    const std::string_view begin = first.front();
    if (begin.starts_with('{') || begin.starts_with('[') || begin.starts_with('<')) {
        return fail(ErrorCode::invalid_input, "{} begins no comma-separated values, but JSON, XML or the like",
                    in_quotes(begin));
    }
    if (first.size() == 1) {
        return fail(ErrorCode::invalid_input, "{} is one column only; time and prices are needed, separated by commas",
                    in_quotes(begin));
    }
    return {};
}

}  // namespace

Result<QuoteRows> QuoteRows::open(const QuoteRowsOptions& options, BadLines& bad_lines) {
    TRIREME_TRY_ASSIGN(auto reader, LineReader::open(options.path));
    QuoteRows rows(options, std::move(reader), bad_lines);
    TRIREME_TRY_ASSIGN(const auto line, rows.reader_.next());
    if (auto found = rows.find_columns(line); !found) {
        return fail_with_context(std::move(found), rows.reader_.where());
    }
    return rows;
}

Result<void> QuoteRows::find_columns(std::optional<std::string_view> line) {
    if (!line) {
        return fail(ErrorCode::invalid_input, "the file is empty; it should hold quotes");
    }
    first_line_ = std::string(*line);
    Row first;
    separator_ = options_.format == QuoteFormat::histdata && first_line_->contains(';') ? ';' : ',';
    split_row(*first_line_, first, separator_);
    columns_count_ = first.size();
    is_lean_ = options_.format == QuoteFormat::lean ||
               (options_.format == QuoteFormat::by_name && reader_.is_archive() && !is_header(first));
    const bool is_csv = options_.format == QuoteFormat::by_name || options_.format == QuoteFormat::csv;
    TRIREME_TRY(is_lean_ ? find_lean_columns(first) : is_csv ? find_csv_columns(first) : find_vendor_columns(first));
    columns_.price_divisor = power_of_ten(options_.price_decimals);
    if (!options_.with_sizes) {
        columns_.sizes = {};
    }
    if (columns_.count() > columns_count_) {
        return fail(ErrorCode::invalid_input, "there is no column {}: the first line has {}, counted from 0",
                    columns_.count() - 1, columns_count_);
    }
    return {};
}

Result<void> QuoteRows::find_lean_columns(const Row& first) {
    TRIREME_TRY_ASSIGN(columns_,
                       columns_of_lean(first.size(), reader_.inner_name() + reader_.path().filename().string()));
    if (first.front().contains(' ')) {
        time_form_ = TimeForm::compact;
        return {};
    }
    time_form_ = TimeForm::milliseconds_of_day;
    const std::string inner = std::filesystem::path(reader_.inner_name()).filename().string();
    TRIREME_TRY_ASSIGN(day_, day_of_names(inner, reader_.path().filename().string()));
    return {};
}

Result<void> QuoteRows::find_vendor_columns(const Row& first) {
    if (options_.format == QuoteFormat::histdata) {
        TRIREME_TRY_ASSIGN(columns_, columns_of_histdata(first.size()));
        return {};
    }
    TRIREME_TRY_ASSIGN(columns_, options_.format == QuoteFormat::binance_klines ? columns_of_binance_klines(first)
                                                                                : columns_of_binance_trades(first));
    if (is_header(first)) {  // its newer files have one
        first_line_.reset();
    }
    return {};
}

Result<void> QuoteRows::find_csv_columns(const Row& first) {
    TRIREME_TRY(check_is_separated(first));
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

Result<std::optional<QuoteRow>> QuoteRows::next() {
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
            before_ = *row;
            return *row;
        }
        TRIREME_TRY(bad_lines_->meet(std::move(row).error(), reader_.where()));
    }
}

Result<QuoteRow> QuoteRows::parse_line(std::string_view line) {
    if (line.empty()) {
        return fail(ErrorCode::invalid_input, "an empty line");
    }
    split_row(line, row_, separator_);
    if (row_.size() != columns_count_) {
        return fail(ErrorCode::invalid_input, "{} columns; the first line has {}", row_.size(), columns_count_);
    }
    QuoteRow row{};
    TRIREME_TRY_ASSIGN(row.time, parse_row_time(row_[columns_.time]));
    TRIREME_TRY(check_order(row.time));
    TRIREME_TRY_ASSIGN(row.bid, parse_side(row_, columns_, QuoteSide::bid,
                                           columns_.have_ask()   ? "bid"
                                           : columns_.are_trades ? "price"
                                                                 : options_.single_name));
    if (before_) {
        TRIREME_TRY(check_follows(row.bid.open, before_->bid.close, options_.single_name));
    }
    if (columns_.have_ask()) {
        TRIREME_TRY_ASSIGN(row.ask, parse_side(row_, columns_, QuoteSide::ask, "ask"));
        TRIREME_TRY(check_spread(row.bid, *row.ask));
    }
    TRIREME_TRY(parse_sizes(row_, columns_.sizes, row));
    return row;
}

Result<Timestamp> QuoteRows::parse_row_time(std::string_view text) {
    if (!time_form_) {
        time_form_ = form_of(text);
    }
    if (!time_form_) {
        return fail(ErrorCode::invalid_input,
                    "{} is no time of a known form: 2013-01-01 22:00:00.295, 20070101 21:00, 2007.01.01 21:00, "
                    "2013-01-01, 20120201 000000, or a count of seconds, milliseconds, microseconds or nanoseconds "
                    "since 1970, all in "
                    "UTC",
                    in_quotes(text));
    }
    TRIREME_TRY_ASSIGN(const Timestamp local, parse_time(text, *time_form_, day_));
    const Timestamp time = is_of_clock(*time_form_) ? utc_of(local, options_.zone) : local;
    TRIREME_TRY(check_time(time));
    return time;
}

Result<void> QuoteRows::check_order(Timestamp time) const {
    if (before_ && time < before_->time) {
        return fail(ErrorCode::invalid_input, "time goes back from {} to {}", format_timestamp(before_->time),
                    format_timestamp(time));
    }
    if (before_ && are_bars() && time == before_->time) {
        return fail(ErrorCode::invalid_input, "a second bar of {}", format_timestamp(time));
    }
    return {};
}

}  // namespace trireme::marketdata
