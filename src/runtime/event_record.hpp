#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "journal/log_reader.hpp"
#include "ports/event_source.hpp"

// An event as the event log holds it: a record whose sequence is the event's, whose link is the sequence of the command
// that led to it, and whose payload is account, account sequence and the encoded event.
namespace trireme::runtime {

inline constexpr std::size_t event_prefix_bytes = 16;

// Fills `payload`, which is event_prefix_bytes longer than the event's body.
void write_event_payload(const EventView& event, MutableByteView payload);

// The event in a record of the event log; `corrupt` if the payload is too short for one.
[[nodiscard]] Result<EventView> event_of(const journal::RecordHeader& header, ByteView payload);

}  // namespace trireme::runtime
