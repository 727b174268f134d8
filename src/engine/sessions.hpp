#pragma once

#include "base/timestamp.hpp"
#include "model/instrument.hpp"

#include <optional>

// When an instrument is traded (docs/rules.md, check.session and order.day).
namespace trireme::engine {

// Whether the moment lies within a session and in no holiday. `active` is not asked.
[[nodiscard]] bool is_open(const Instrument& instrument, Timestamp time);

// The first moment from `time` on at which the instrument is closed; sessions that touch count as one, over the end of
// the week too. `time` itself if it is closed then, nothing if it never closes again. Without sessions it is the
// beginning of the next holiday.
[[nodiscard]] std::optional<Timestamp> session_end(const Instrument& instrument, Timestamp time);

// When a DAY order that is accepted at `time` ends. `next_rollover` is the first known one after `time`.
[[nodiscard]] Timestamp day_end(const Instrument& instrument, Timestamp time, std::optional<Timestamp> next_rollover);

}  // namespace trireme::engine
