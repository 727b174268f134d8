#include "marketdata/series_text.hpp"

#include "base/timestamp.hpp"
#include "model/scaled.hpp"

namespace trireme::marketdata {
namespace {

// What is a count and has no decimals.
bool is_count(SeriesKind kind, std::size_t column) {
    return (kind == SeriesKind::trades && column == TradeColumn::side) ||
           (kind == SeriesKind::bars && column == BarColumn::ticks);
}

}  // namespace

std::string text_header(SeriesKind kind) {
    std::string text;
    for (const std::string_view column : columns_of(kind)) {
        text += fmt::format("{}{}", text.empty() ? "" : ",", column);
    }
    return text + '\n';
}

void append_text_row(std::string& to, SeriesKind kind, const ColumnView& rows, std::size_t row) {
    to += format_timestamp(Timestamp(rows[0][row]));
    for (std::size_t column = 1; column < columns_of(kind).size(); ++column) {
        to += ',';
        const std::int64_t value = rows[column][row];
        to += is_count(kind, column) ? fmt::format("{}", value) : format(Price(value));
    }
    to += '\n';
}

}  // namespace trireme::marketdata
