#pragma once

#include "base/timestamp.hpp"
#include "model/group.hpp"
#include "model/instrument.hpp"
#include "model/scaled.hpp"

#include <string_view>

// Terms that tests begin with, and values as one writes them.
namespace trireme::engine::testing {

[[nodiscard]] inline Price price(std::string_view text) { return parse<Price>(text).value(); }
[[nodiscard]] inline Lots lots(std::string_view text) { return parse<Lots>(text).value(); }
[[nodiscard]] inline Ratio ratio(std::string_view text) { return parse<Ratio>(text).value(); }
[[nodiscard]] inline Timestamp at(std::string_view text) { return parse_timestamp(text).value(); }

[[nodiscard]] inline Instrument eurusd() {
    Instrument instrument;
    instrument.id = InstrumentId(1);
    instrument.symbol = Symbol("EURUSD");
    instrument.name = "Euro / US dollar";
    instrument.base = Currency("EUR");
    instrument.quote = Currency("USD");
    instrument.digits = 5;
    instrument.tick_size = price("0.00001");
    instrument.contract_size = ratio("100000");
    instrument.lots_min = lots("0.01");
    instrument.lots_max = lots("100");
    instrument.lots_step = lots("0.01");
    return instrument;
}

[[nodiscard]] inline Group standard_group() {
    Group group;
    group.id = GroupId(1);
    group.name = GroupName("standard");
    group.leverage = ratio("100");
    group.markup_points = 2;
    group.margin_call_level = ratio("100");
    group.stop_out_level = ratio("50");
    return group;
}

}  // namespace trireme::engine::testing
