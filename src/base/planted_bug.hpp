#pragma once

#include <optional>
#include <span>
#include <string_view>

#ifndef TRIREME_PLANTED_BUGS
#define TRIREME_PLANTED_BUGS 0
#endif

namespace trireme {

// Bugs planted on purpose, to prove that the tests would find them. A test build switches one on at run time; a release
// build has none: there the question is the constant false and its branch is gone.
enum class PlantedBug : unsigned char {
    none,
    skip_sync,                   // journal: acknowledges without asking the disk
    acknowledge_early,           // journal: releases results before the sync instead of after it
    drop_payload_checksum,       // journal: takes a payload without checking it
    cut_acknowledged_tail,       // journal: takes damage in acknowledged data for a torn tail
    leave_torn_tail,             // journal: goes on behind a torn tail without clearing it first
    retry_failed_sync,           // journal: syncs again after a failed sync and goes on
    reuse_sequence_after_roll,   // journal: starts a new segment with the last sequence of the old one
    forget_field_in_hash,        // codec: leaves the last field of a struct out of the state hash
    late_timer,                  // runtime: inserts due timers after the command instead of before it
    time_goes_back,              // runtime: stamps commands with the clock even when it stepped back
    lose_overload_reject,        // runtime: drops a command that finds the queue full without an answer
    skip_event_hash_check,       // runtime: replays without comparing the hash of the events
    event_gap_after_restart,     // runtime: counts events from one past the right number after a restart
    snapshot_without_checksum,   // journal: takes a snapshot without checking it
    delete_uncovered_segment,    // journal: deletes a sealed segment before a snapshot covers it
    mark_before_sync,            // journal: writes the durable mark before the sync
    leave_half_made_files,       // runtime: starts without removing what a crash left half made
    old_request_is_new,          // runtime: does not look for a request that the core has forgotten
    lose_filed_requests,         // runtime: files old requests without their entries
    mark_at_wrong_side,          // engine: marks longs at the ask and shorts at the bid
    round_half_up,               // model: rounds a tie away from zero instead of to the even one
    forget_entry_commission,     // engine: checks the margin of an order without its commission
    release_reservation_twice,   // engine: gives back the margin of a cancelled order twice
    stop_out_wrong_order,        // engine: closes the smallest position first
    stop_out_above_level_only,   // engine: takes a level that is met exactly for one that is not
    swap_twice,                  // engine: charges a swap again for the same date
    triple_swap_on_next_day,     // engine: charges triple swap a day late
    band_too_wide,               // engine: lets an account sleep through prices it was not checked for
    smaller_leg,                 // engine: counts the smaller leg of hedged positions
    fill_stop_at_its_price,      // engine: fills a stop at its own price instead of the quote that triggered it
    leave_oco_partner,           // engine: leaves the other order of a pair alive
    trail_too_closely,           // engine: moves a trailing stop a step too far
    convert_at_other_side,       // engine: converts a profit at the side it is not dealt at
    forget_repeats,              // engine: executes a request that came before again
    average_the_cost,            // engine: rounds the cost of a part to a whole price
    keep_expired_order,          // engine: takes no notice of the time a day order ends
    forget_markup_of_exits,      // engine: books no markup for what closes
    commission_per_trade,        // engine: rounds commission trade by trade
    ignore_session_in_stop_out,  // engine: stops out in a closed session
};

// Whether the bug is one of the brokerage engine, which its reference model must catch, and not one of the ground below
// it.
[[nodiscard]] constexpr bool is_of_engine(PlantedBug bug) { return bug >= PlantedBug::mark_at_wrong_side; }

// Whether only a core that forgets requests can meet the bug.
[[nodiscard]] constexpr bool is_of_old_requests(PlantedBug bug) {
    return bug == PlantedBug::old_request_is_new || bug == PlantedBug::lose_filed_requests;
}

[[nodiscard]] std::string_view name_of(PlantedBug bug);
[[nodiscard]] std::span<const PlantedBug> all_planted_bugs();
[[nodiscard]] std::optional<PlantedBug> planted_bug_named(std::string_view name);

#if TRIREME_PLANTED_BUGS
// Switches one bug on for the whole process; `none` switches it off. Call before threads start.
void plant(PlantedBug bug);
[[nodiscard]] bool planted_bug(PlantedBug bug);
#else
[[nodiscard]] constexpr bool planted_bug(PlantedBug) { return false; }
#endif

}  // namespace trireme
