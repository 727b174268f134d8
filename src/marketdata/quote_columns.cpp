#include "marketdata/quote_columns.hpp"

#include "base/in_quotes.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

namespace trireme::marketdata {
namespace {

constexpr std::array<std::string_view, 4> bar_names{"open", "high", "low", "close"};
constexpr std::size_t columns_max = 1'000;
constexpr std::string_view known_names =
    "time; bid, ask; price; open, high, low, close; bid_open to bid_close, ask_open to ask_close; bid_size, ask_size, "
    "size, side, buyer_maker";
constexpr std::array<std::string_view, 6> single_names{"time", "bid", "ask", "price", "side", "buyer_maker"};

// Our names and the columns that they were given.
using NamedColumns = std::map<std::string, std::size_t, std::less<>>;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

// Where the first value of a line ends: at a separator, but not at one that stands in quotation marks.
std::size_t end_of_value(std::string_view line, char separator) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos || line[begin] != '"') {
        return std::min(line.find(separator), line.size());
    }
    bool is_inside = false;
    for (std::size_t at = begin; at < line.size(); ++at) {
        if (line[at] == '"') {
            is_inside = !is_inside;
        } else if (line[at] == separator && !is_inside) {
            return at;
        }
    }
    return line.size();
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char character) {
        return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
    });
    return lower;
}

std::optional<std::size_t> find(const NamedColumns& named, std::string_view name) {
    const auto found = named.find(name);
    return found == named.end() ? std::nullopt : std::optional(found->second);
}

std::optional<BarColumns::Prices> find_bar(const NamedColumns& named, std::string_view prefix) {
    BarColumns::Prices prices{};
    for (std::size_t at = 0; at < prices.size(); ++at) {
        const auto column = find(named, fmt::format("{}{}", prefix, bar_names[at]));
        if (!column) {
            return std::nullopt;
        }
        prices[at] = *column;
    }
    return prices;
}

std::optional<std::size_t> find_either(const NamedColumns& named, std::string_view name, std::string_view other) {
    const auto found = find(named, name);
    return found ? found : find(named, other);
}

Result<QuoteColumns> columns_of(const NamedColumns& named) {
    const auto time = find(named, "time");
    if (!time) {
        return fail(ErrorCode::invalid_input, "no column of times is named; known names are {}", known_names);
    }
    const SizeColumns sides{.bid = find(named, "bid_size"), .ask = find(named, "ask_size")};
    const SizeColumns single{.bid = find(named, "size"), .taker = find_either(named, "side", "buyer_maker")};
    if (const auto bid = find(named, "bid")) {
        return QuoteColumns{*time, TickColumns{*bid, find(named, "ask")}, sides};
    }
    if (const auto bid = find_bar(named, "bid_")) {
        return QuoteColumns{*time, BarColumns{*bid, find_bar(named, "ask_")}, sides};
    }
    if (const auto bid = find_bar(named, "")) {
        return QuoteColumns{*time, BarColumns{*bid, std::nullopt}, {.bid = single.bid}};
    }
    if (const auto price = find(named, "price"); price && !find(named, "ask")) {
        return QuoteColumns{*time, TickColumns{*price, std::nullopt}, single, true};
    }
    return fail(ErrorCode::invalid_input, "no columns of prices are named; known names are {}", known_names);
}

bool is_known_name(std::string_view name) {
    if (std::ranges::find(single_names, name) != single_names.end()) {
        return true;
    }
    if (name.starts_with("bid_") || name.starts_with("ask_")) {
        name.remove_prefix(4);
    }
    return name == "size" || std::ranges::find(bar_names, name) != bar_names.end();
}

// By number, or by its name in the header.
Result<std::size_t> column_at(std::string_view place, const std::optional<Row>& header) {
    std::size_t number = 0;
    const auto [end, failure] = std::from_chars(place.data(), place.data() + place.size(), number);
    if (failure == std::errc() && end == place.data() + place.size() && number < columns_max) {
        return number;
    }
    if (header) {
        const auto found = std::ranges::find(*header, place);
        if (found != header->end()) {
            return static_cast<std::size_t>(found - header->begin());
        }
    }
    return fail(ErrorCode::invalid_input, "{} is neither the number of a column nor named in the first line",
                in_quotes(place));
}

}  // namespace

bool QuoteColumns::have_ask() const {
    return std::visit([](const auto& any) { return any.ask.has_value(); }, prices);
}

std::size_t QuoteColumns::count() const {
    std::size_t last = std::max({time, sizes.bid.value_or(0), sizes.ask.value_or(0), sizes.taker.value_or(0)});
    if (const auto* const tick = std::get_if<TickColumns>(&prices)) {
        last = std::max({last, tick->bid, tick->ask.value_or(0)});
    } else {
        const auto& bar = std::get<BarColumns>(prices);
        last = std::max(last, std::ranges::max(bar.bid));
        last = bar.ask ? std::max(last, std::ranges::max(*bar.ask)) : last;
    }
    return last + 1;
}

void split_row(std::string_view line, Row& row, char separator) {
    row.clear();
    for (;;) {
        const std::size_t end = end_of_value(line, separator);
        row.push_back(trimmed(line.substr(0, end)));
        if (end == line.size()) {
            return;
        }
        line.remove_prefix(end + 1);
    }
}

Result<QuoteColumns> parse_columns(std::string_view map, const std::optional<Row>& header) {
    NamedColumns named;
    Row pairs;
    split_row(map, pairs);
    for (const std::string_view pair : pairs) {
        const std::size_t equals = pair.find('=');
        const std::string_view name = trimmed(pair.substr(0, equals));
        if (equals == std::string_view::npos || !is_known_name(name)) {
            return fail(ErrorCode::invalid_input, "{} is not NAME=COLUMN with a known name: {}", in_quotes(pair),
                        known_names);
        }
        TRIREME_TRY_ASSIGN(const std::size_t column, column_at(trimmed(pair.substr(equals + 1)), header));
        if (!named.emplace(name, column).second) {
            return fail(ErrorCode::invalid_input, "{} is given twice", in_quotes(name));
        }
    }
    return columns_of(named);
}

Result<QuoteColumns> columns_of_header(const Row& header) {
    NamedColumns named;
    for (std::size_t at = 0; at < header.size(); ++at) {
        const std::string name = lower_case(header[at]);
        if (!name.empty() && !named.emplace(name, at).second) {
            return fail(ErrorCode::invalid_input, "two columns are named {}", in_quotes(name));
        }
    }
    // Other words for our names count only where no column bears the name itself.
    constexpr std::array<std::array<std::string_view, 2>, 14> words{{
        {"timestamp", "time"},
        {"ts_event", "time"},
        {"datetime", "time"},
        {"date", "time"},
        {"bid_price", "bid"},
        {"ask_price", "ask"},
        {"bid_volume", "bid_size"},
        {"ask_volume", "ask_size"},
        {"volume", "size"},
        {"quantity", "size"},
        {"qty", "size"},
        {"amount", "size"},
        {"aggressor_side", "side"},
        {"is_buyer_maker", "buyer_maker"},
    }};
    for (const auto& [word, name] : words) {
        if (const auto column = find(named, word)) {
            named.emplace(name, *column);
        }
    }
    if (header.front().empty()) {
        named.emplace("time", 0);
    }
    return columns_of(named);
}

}  // namespace trireme::marketdata
