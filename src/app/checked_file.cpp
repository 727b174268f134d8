#include "app/checked_file.hpp"

#include "app/known_instruments.hpp"
#include "base/decimal.hpp"
#include "marketdata/line_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
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

bool is_letter_or_digit(char character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z');
}

// The one known symbol that stands in a name as a word of its own; null if there is none.
Result<const Instrument*> symbol_in(std::string_view name) {
    const Instrument* found = nullptr;
    while (!name.empty()) {
        const auto end = std::ranges::find_if_not(name, is_letter_or_digit);
        const std::string_view word(name.begin(), end);
        name.remove_prefix(std::min(word.size() + 1, name.size()));
        const Instrument* const known = find_known_instrument(word);
        if (known != nullptr && found != nullptr && known != found) {
            return fail(ErrorCode::invalid_input, "its name holds two symbols, {} and {}: name it as SYMBOL=FILE",
                        found->symbol.view(), known->symbol.view());
        }
        found = known != nullptr ? known : found;
    }
    return found;
}

struct NamedFile {
    std::string symbol;  // empty where the file's name is to say it
    std::filesystem::path path;
};

NamedFile split_name(const std::string& named) {
    const std::size_t equals = named.find('=');
    const bool has_symbol =
        equals != std::string::npos && equals > 0 && std::ranges::all_of(named.substr(0, equals), is_letter_or_digit);
    return has_symbol ? NamedFile{named.substr(0, equals), named.substr(equals + 1)} : NamedFile{"", named};
}

Result<const Instrument*> instrument_of(const NamedFile& file, const std::string& inner_name) {
    if (!file.symbol.empty()) {
        const Instrument* const known = find_known_instrument(file.symbol);
        if (known == nullptr) {
            return fail(ErrorCode::not_found, "{}: the symbol {} is not known; known are {}", file.path.string(),
                        file.symbol, known_symbols());
        }
        return known;
    }
    for (const std::string& name :
         {inner_name, file.path.filename().string(), file.path.parent_path().filename().string()}) {
        auto found = symbol_in(name);
        if (!found) {
            return fail_with_context(std::move(found), file.path.string());
        }
        if (*found != nullptr) {
            return *found;
        }
    }
    return fail(
        ErrorCode::not_found,
        "{}: neither the names of file and folder nor a SYMBOL=FILE say of which known symbol it is; known are {}",
        file.path.string(), known_symbols());
}

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
    checked.source.skipped_lines = file.skipped_lines();
    checked.source.first_skipped = file.first_skipped();
    for (const auto& [reason, lines] : file.skipped_for()) {
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

Result<CheckedFile> check_file(const std::string& named, const FileFeedOptions& options) {
    const NamedFile file = split_name(named);
    TRIREME_TRY_ASSIGN(const auto reader, marketdata::LineReader::open(file.path));
    CheckedFile checked;
    TRIREME_TRY_ASSIGN(checked.terms, instrument_of(file, reader.inner_name()));
    checked.options.path = file.path;
    checked.options.columns = options.columns;
    checked.options.skip_bad_lines = options.skip_bad_lines;
    if (options.spread_points) {
        const std::int64_t point = power_of_ten(PriceTag::scale_digits - checked.terms->digits);
        checked.options.spread = Price(static_cast<std::int64_t>(*options.spread_points) * point);
    }
    checked.source.file = file.path.string();
    checked.source.symbol = checked.terms->symbol;
    TRIREME_TRY(read_through(checked));
    return checked;
}

TradedInstrument traded_instrument(const CheckedFile& file) {
    const auto& [time, bid, ask] = file.first;
    TradedInstrument made;
    made.terms = *file.terms;
    const Duration two_bars = Duration::nanoseconds(file.bar_length.nanoseconds() * 2);
    made.terms.quote_age_max = std::max(quote_age_max_least, two_bars);
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
