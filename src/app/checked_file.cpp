#include "app/checked_file.hpp"

#include "app/named_file.hpp"
#include "base/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace trireme::app {
namespace {

constexpr std::int64_t one = 100'000'000;
constexpr Duration quote_age_max_least = Duration::seconds(300);

// What a client usually trades, and what one who dares does: worth so much, in about dollars. With a leverage of its
// own an instrument takes less.
constexpr std::int64_t worth = 10'000;
constexpr std::int64_t daring_worth = 300'000;
constexpr std::int64_t worth_per_leverage = 600;

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

Price to_tick(std::int64_t price, const Instrument& terms) {
    const std::int64_t tick = terms.tick_size.value();
    return Price(std::max((price + tick - 1) / tick, std::int64_t{1}) * tick);
}

// So many lots are worth about that much.
Lots lots_worth(std::int64_t amount, Price price, const Instrument& terms) {
    const bool counts_base = terms.margin_mode == MarginMode::forex;
    const Int128 unit = counts_base ? Int128(one) * one : Int128(price.value()) * one;
    const Int128 lots = Int128(amount) * one * one / terms.contract_size.value() * one / (unit / one);
    const std::int64_t step = terms.lots_step.value();
    const auto whole = static_cast<std::int64_t>(lots / step * step);
    return Lots(std::clamp(whole, terms.lots_min.value(), terms.lots_max.value()));
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
    const auto& [time, bid, ask] = file.first;
    TradedInstrument made;
    made.terms = *file.terms;
    made.terms.quote_age_max = quote_age_max(file);
    made.mid = Price(bid.value() + (ask.value() - bid.value()) / 2);
    made.spread = to_tick(ask.value() - bid.value(), made.terms);
    constexpr std::int64_t moves_per_price = 33'333;
    made.step = to_tick(made.mid.value() / moves_per_price, made.terms);
    const std::int64_t leverage = made.terms.leverage.value_or(Ratio()).value() / one;
    made.lots = lots_worth(leverage == 0 ? worth : leverage * worth_per_leverage, made.mid, made.terms);
    made.daring_lots = lots_worth(leverage == 0 ? daring_worth : leverage * worth_per_leverage, made.mid, made.terms);
    return made;
}

}  // namespace trireme::app
