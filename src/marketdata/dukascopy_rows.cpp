#include "base/integer.hpp"
#include "marketdata/flat_json.hpp"
#include "marketdata/row_source.hpp"
#include "marketdata/text_source.hpp"

#include <algorithm>
#include <array>

namespace trireme::marketdata {
namespace {

constexpr int price_digits = scale_digits_of<Price>;
constexpr std::int64_t ns_per_ms = 1'000'000;
// An hour of ticks takes some hundred kilobytes.
constexpr std::size_t text_bytes_max = std::size_t{256} * 1024 * 1024;

Result<std::string> read_whole(const std::filesystem::path& path) {
    TRIREME_TRY_ASSIGN(const auto source, open_text(path));
    std::string text;
    for (;;) {
        constexpr std::size_t chunk_bytes = 64 * 1024;
        const std::size_t before = text.size();
        text.resize(before + chunk_bytes);
        auto count = source->read(std::span(text).subspan(before));
        if (!count) {
            return fail_with_context(std::move(count), path.string());
        }
        text.resize(before + *count);
        if (*count == 0) {
            return text;
        }
        if (text.size() > text_bytes_max) {
            return fail(ErrorCode::invalid_input, "{}: has more than {} bytes", path.string(), text_bytes_max);
        }
    }
}

// A column of differences, and the value that they have come to.
struct Differences {
    const std::vector<std::string_view>* values = nullptr;
    std::int64_t value = 0;

    // Adds the next difference, so many units each.
    [[nodiscard]] Result<std::int64_t> next(std::size_t at, std::int64_t unit) {
        TRIREME_TRY_ASSIGN(const std::int64_t difference, parse_json_decimal((*values)[at], 0));
        const auto step = checked_multiply(difference, unit);
        const auto sum = step ? checked_add(value, *step) : std::nullopt;
        if (!sum) {
            return fail(ErrorCode::out_of_range, "{} leads out of range", (*values)[at]);
        }
        value = *sum;
        return value;
    }
};

class DukascopyRows final : public RowSource {
public:
    DukascopyRows(std::filesystem::path path, std::string text, BadLines& bad_lines)
        : path_(std::move(path)), text_(std::move(text)), bad_lines_(&bad_lines) {}

    Result<void> begin() {
        TRIREME_TRY_ASSIGN(json_, parse_flat_json(text_));
        shape_.are_bars = json_.arrays.contains("opens");
        shape_.have_ask = !shape_.are_bars;
        const std::string name = path_.filename().string();
        if (shape_.are_bars && name.contains("BID") != name.contains("ASK")) {
            shape_.side = name.contains("BID") ? BarSide::bid : BarSide::ask;
        }
        TRIREME_TRY(use("times", times_));
        count_ = times_.values->size();
        TRIREME_TRY_ASSIGN(times_.value, number("timestamp", 0));
        unit_ms_ = 1;
        if (shape_.are_bars) {
            TRIREME_TRY_ASSIGN(unit_ms_, number("shift", 0));
        }
        if (count_ == 0) {
            return {};  // a day without a market; its first values are null
        }
        TRIREME_TRY_ASSIGN(price_unit_, number("multiplier", price_digits));
        const auto names =
            shape_.are_bars ? std::array{"open", "high", "low", "close"} : std::array{"bid", "ask", "", ""};
        for (std::size_t at = 0; at < names.size() && *names[at] != '\0'; ++at) {
            TRIREME_TRY(use(fmt::format("{}s", names[at]), prices_[at]));
            TRIREME_TRY_ASSIGN(prices_[at].value, number(names[at], price_digits));
        }
        Differences unused;
        TRIREME_TRY(use(shape_.are_bars ? "volumes" : "bidVolumes", unused));
        bid_sizes_ = unused.values;
        TRIREME_TRY(use(shape_.are_bars ? "volumes" : "askVolumes", unused));
        ask_sizes_ = unused.values;
        return {};
    }

    [[nodiscard]] RowShape shape() const override { return shape_; }

    Result<std::optional<QuoteRow>> next() override {
        while (at_ < count_) {
            const std::size_t at = at_++;
            // Without its difference nothing behind a row can be told either.
            auto row = row_at(at);
            if (!row) {
                return fail_with_context(std::move(row), fmt::format("{}: row {}", path_.string(), at + 1));
            }
            auto checked = check(*row);
            if (checked) {
                return *row;
            }
            TRIREME_TRY(
                bad_lines_->meet(std::move(checked).error(), fmt::format("{}: row {}", path_.string(), at + 1)));
        }
        return std::nullopt;
    }

private:
    Result<void> use(std::string_view name, Differences& column) const {
        const auto found = json_.arrays.find(name);
        if (found == json_.arrays.end()) {
            return fail(ErrorCode::invalid_input, "has no array named {}", name);
        }
        if (times_.values != nullptr && found->second.size() != times_.values->size()) {
            return fail(ErrorCode::invalid_input, "has {} times and {} {}", times_.values->size(), found->second.size(),
                        name);
        }
        column.values = &found->second;
        return {};
    }

    [[nodiscard]] Result<std::int64_t> number(std::string_view name, int digits) const {
        const auto found = json_.numbers.find(name);
        if (found == json_.numbers.end()) {
            return fail(ErrorCode::invalid_input, "has no number named {}", name);
        }
        auto value = parse_json_decimal(found->second, digits);
        return value ? value : Result<std::int64_t>(fail_with_context(std::move(value), name));
    }

    Result<QuoteRow> row_at(std::size_t at) {
        QuoteRow row{};
        TRIREME_TRY_ASSIGN(const std::int64_t ms, times_.next(at, unit_ms_));
        const auto ns = checked_multiply(ms, ns_per_ms);
        if (!ns) {
            return fail(ErrorCode::out_of_range, "{} ms since 1970 are beyond 2262", ms);
        }
        row.time = Timestamp(*ns);
        std::array<Price, 4> prices{};
        for (std::size_t column = 0; column < prices.size() && prices_[column].values != nullptr; ++column) {
            TRIREME_TRY_ASSIGN(const std::int64_t price, prices_[column].next(at, price_unit_));
            prices[column] = Price(price);
        }
        TRIREME_TRY_ASSIGN(const std::int64_t bid_size, parse_json_decimal((*bid_sizes_)[at], price_digits));
        TRIREME_TRY_ASSIGN(const std::int64_t ask_size, parse_json_decimal((*ask_sizes_)[at], price_digits));
        row.bid_size = Lots(bid_size);
        if (shape_.are_bars) {
            row.bid = {prices[0], prices[1], prices[2], prices[3]};
        } else {
            row.bid = {prices[0], prices[0], prices[0], prices[0]};
            row.ask = SidePrices{prices[1], prices[1], prices[1], prices[1]};
            row.ask_size = Lots(ask_size);
        }
        return row;
    }

    Result<void> check(const QuoteRow& row) {
        TRIREME_TRY(check_time(row.time));
        if (before_ && (row.time < *before_ || (shape_.are_bars && row.time == *before_))) {
            return fail(ErrorCode::invalid_input, "time goes from {} to {}", format_timestamp(*before_),
                        format_timestamp(row.time));
        }
        const std::string_view name = shape_.side == BarSide::ask ? "ask" : "bid";
        for (const Price price : row.bid.all()) {
            if (price <= Price()) {
                return fail(ErrorCode::invalid_input, "the {} {} is not above zero", name, format(price));
            }
        }
        TRIREME_TRY(check_bar(row.bid, name));
        if (row.bid_size < Lots() || row.ask_size < Lots()) {
            return fail(ErrorCode::invalid_input, "a size below zero");
        }
        if (row.ask) {
            TRIREME_TRY(check_spread(row.bid, *row.ask));
        }
        before_ = row.time;
        return {};
    }

    std::filesystem::path path_;
    std::string text_;
    FlatJson json_;
    BadLines* bad_lines_;
    RowShape shape_;
    std::size_t count_ = 0;
    std::size_t at_ = 0;
    std::int64_t unit_ms_ = 1;
    std::int64_t price_unit_ = 0;
    Differences times_;
    std::array<Differences, 4> prices_;
    const std::vector<std::string_view>* bid_sizes_ = nullptr;
    const std::vector<std::string_view>* ask_sizes_ = nullptr;
    std::optional<Timestamp> before_;
};

}  // namespace

Result<std::unique_ptr<RowSource>> open_dukascopy(const std::filesystem::path& path, BadLines& bad_lines) {
    TRIREME_TRY_ASSIGN(std::string text, read_whole(path));
    auto rows = std::make_unique<DukascopyRows>(path, std::move(text), bad_lines);
    if (auto begun = rows->begin(); !begun) {
        return fail_with_context(std::move(begun), path.string());
    }
    return rows;
}

}  // namespace trireme::marketdata
