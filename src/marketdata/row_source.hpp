#pragma once

#include "marketdata/quote_rows.hpp"
#include "marketdata/series_name.hpp"

#include <filesystem>
#include <memory>
#include <optional>

namespace trireme::marketdata {

// The formats that can be imported.
enum class ImportFormat : std::uint8_t {
    by_name,  // what the file's name and first bytes say
    csv,
    lean,
    nautilus,  // as csv, by its header
    histdata,
    dukascopy,
    binance_klines,
    binance_trades,
};

// What a file's rows are.
struct RowShape {
    bool are_bars = false;
    bool are_trades = false;
    bool have_ask = false;
    std::optional<BarSide> side{};  // of bars of one side, where the file says it
};

// The rows of a file of any format, in its order. What is wrong with one it tells to the BadLines it was opened with.
class RowSource {
public:
    virtual ~RowSource() = default;

    [[nodiscard]] virtual RowShape shape() const = 0;
    [[nodiscard]] virtual Result<std::optional<QuoteRow>> next() = 0;
};

struct RowSourceOptions {
    std::filesystem::path path{};
    ImportFormat format = ImportFormat::by_name;
    std::string columns{};             // of csv; see parse_columns
    std::optional<MarketZone> zone{};  // else that of the format
    int price_decimals = 0;            // prices are whole numbers of so many decimals
};

// `bad_lines` outlives it.
[[nodiscard]] Result<std::unique_ptr<RowSource>> open_rows(const RowSourceOptions& options, BadLines& bad_lines);

// Dukascopy's JSON, of ticks or of candles: a first value, then differences.
[[nodiscard]] Result<std::unique_ptr<RowSource>> open_dukascopy(const std::filesystem::path& path, BadLines& bad_lines);

}  // namespace trireme::marketdata
