#include "app/checked_file.hpp"

#include "app/named_file.hpp"
#include "base/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace trireme::app {
namespace {

constexpr Duration quote_age_max_least = Duration::seconds(300);

Result<void> read_through(CheckedFile& checked) {
    TRIREME_TRY_ASSIGN(auto file, marketdata::QuoteFile::open(checked.options));
    if (file.is_lean() && checked.terms->type == InstrumentType::stock) {
        return fail(
            ErrorCode::invalid_input,
            "{}: LEAN's files of shares hold prices times 10,000 at times in New York; only those of currencies, "
            "metals and coins are read. Give a file of comma-separated values instead",
            checked.source.file);
    }
    for (;;) {
        TRIREME_TRY_ASSIGN(const auto quote, file.next());
        if (!quote) {
            break;
        }
        if (checked.source.quotes++ == 0) {
            checked.first = *quote;
            checked.source.from = quote->time;
        }
        checked.source.until = quote->time;
    }
    checked.bar_length = file.bar_length();
    checked.is_lean = file.is_lean();
    checked.has_asks = file.has_asks();
    checked.source.skipped_lines = file.bad_lines().skipped();
    checked.source.first_skipped = file.bad_lines().first();
    for (const auto& [reason, lines] : file.bad_lines().by_reason()) {
        checked.source.skipped.push_back({reason, lines});
    }
    if (checked.source.quotes == 0) {
        return fail(ErrorCode::invalid_input, "{}:{}: the file holds no quotes{}", checked.source.file, file.lines(),
                    checked.source.skipped_lines == 0
                        ? ""
                        : fmt::format(", all {} lines were skipped", checked.source.skipped_lines));
    }
    return {};
}

}  // namespace

Result<CheckedFile> check_file(const NamedFile& file, const FileFeedOptions& options) {
    CheckedFile checked;
    checked.terms = file.terms;
    checked.options.path = file.path;
    checked.options.asks = file.asks;
    checked.options.columns = options.columns;
    checked.options.bad_lines =
        options.skip_bad_lines ? marketdata::BadLines::Policy::skip : marketdata::BadLines::Policy::refuse;
    if (options.spread_points) {
        const std::int64_t point = power_of_ten(PriceTag::scale_digits - checked.terms->digits);
        checked.options.spread = Price(static_cast<std::int64_t>(*options.spread_points) * point);
    }
    checked.source.file = file.path.string();
    checked.source.asks_file = file.asks.string();
    checked.source.symbol = checked.terms->symbol;
    TRIREME_TRY(read_through(checked));
    return checked;
}

Duration quote_age_max(const CheckedFile& file) {
    const Duration two_bars = Duration::nanoseconds(file.bar_length.nanoseconds() * 2);
    return std::max(quote_age_max_least, two_bars);
}

TradedInstrument traded_instrument(const CheckedFile& file) {
    TradedInstrument made = traded_instrument(*file.terms, file.first.bid, file.first.ask);
    made.terms.quote_age_max = quote_age_max(file);
    return made;
}

}  // namespace trireme::app
