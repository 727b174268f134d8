#include "marketdata/row_source.hpp"

#include <algorithm>
#include <array>

namespace trireme::marketdata {
namespace {

class SeparatedRows final : public RowSource {
public:
    SeparatedRows(QuoteRows rows, RowShape shape) : rows_(std::move(rows)), shape_(shape) {}

    [[nodiscard]] RowShape shape() const override { return shape_; }
    Result<std::optional<QuoteRow>> next() override { return rows_.next(); }

private:
    QuoteRows rows_;
    RowShape shape_;
};

// "BTCUSDT-1m-2024-08-08", "BTCUSDT-trades-2024-08-08", "BTCUSDT-aggTrades-2024-08".
ImportFormat binance_format(std::string_view name) {
    if (name.contains("-trades-") || name.contains("-aggTrades-")) {
        return ImportFormat::binance_trades;
    }
    const std::size_t first = name.find('-');
    const std::size_t second = name.find("-20", first == std::string_view::npos ? first : first + 1);
    const bool has_period =
        second != std::string_view::npos && parse_period(name.substr(first + 1, second - first - 1));
    return has_period ? ImportFormat::binance_klines : ImportFormat::by_name;
}

Result<ImportFormat> format_by_name(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    if (name.starts_with("DAT_ASCII_") || name.starts_with("HISTDATA_COM_ASCII_")) {
        return ImportFormat::histdata;
    }
    if (const auto binance = binance_format(name); binance != ImportFormat::by_name) {
        return binance;
    }
    TRIREME_TRY_ASSIGN(const auto text, open_text(path));
    std::array<char, 1> first{};
    const auto count = text->read(first);
    return count && *count == 1 && first[0] == '{' ? ImportFormat::dukascopy : ImportFormat::by_name;
}

QuoteFormat separated_format(ImportFormat format) {
    switch (format) {
        case ImportFormat::csv:
        case ImportFormat::nautilus: return QuoteFormat::csv;
        case ImportFormat::lean: return QuoteFormat::lean;
        case ImportFormat::histdata: return QuoteFormat::histdata;
        case ImportFormat::binance_klines: return QuoteFormat::binance_klines;
        case ImportFormat::binance_trades: return QuoteFormat::binance_trades;
        case ImportFormat::by_name:
        case ImportFormat::dukascopy: break;
    }
    return QuoteFormat::by_name;
}

RowShape shape_of(const QuoteRows& rows, ImportFormat format) {
    RowShape shape{.are_bars = rows.are_bars(),
                   .are_trades = rows.columns().are_trades,
                   .have_ask = rows.columns().have_ask(),
                   .side = std::nullopt};
    if (shape.are_trades) {
        shape.side = BarSide::trade;
    } else if (format == ImportFormat::histdata) {
        shape.side = BarSide::bid;
    }
    return shape;
}

}  // namespace

Result<std::unique_ptr<RowSource>> open_rows(const RowSourceOptions& options, BadLines& bad_lines) {
    ImportFormat format = options.format;
    if (format == ImportFormat::by_name) {
        TRIREME_TRY_ASSIGN(format, format_by_name(options.path));
    }
    if (format == ImportFormat::dukascopy) {
        return open_dukascopy(options.path, bad_lines);
    }
    // HistData counts by New York's clock without its daylight saving time.
    const MarketZone usual = format == ImportFormat::histdata ? MarketZone::eastern_standard : MarketZone::utc;
    TRIREME_TRY_ASSIGN(auto rows, QuoteRows::open({.path = options.path,
                                                   .format = separated_format(format),
                                                   .columns = options.columns,
                                                   .zone = options.zone.value_or(usual),
                                                   .price_decimals = options.price_decimals,
                                                   .with_sizes = true},
                                                  bad_lines));
    const RowShape shape = shape_of(rows, format);
    return std::make_unique<SeparatedRows>(std::move(rows), shape);
}

}  // namespace trireme::marketdata
