#include "base/planted_bug.hpp"

#include "base/describe.hpp"

#include <algorithm>
#include <array>

namespace trireme {

TRIREME_DESCRIBE_ENUM(PlantedBug, none, skip_sync, acknowledge_early, drop_payload_checksum, cut_acknowledged_tail,
                      leave_torn_tail, retry_failed_sync, reuse_sequence_after_roll, forget_field_in_hash, late_timer,
                      time_goes_back, lose_overload_reject, skip_event_hash_check, event_gap_after_restart,
                      snapshot_without_checksum, delete_uncovered_segment, mark_before_sync, leave_half_made_files,
                      old_request_is_new, lose_filed_requests, mark_at_wrong_side, round_half_up,
                      forget_entry_commission, release_reservation_twice, stop_out_wrong_order,
                      stop_out_above_level_only, swap_twice, triple_swap_on_next_day, band_too_wide, smaller_leg,
                      fill_stop_at_its_price, leave_oco_partner, trail_too_closely, convert_at_other_side,
                      forget_repeats, average_the_cost, keep_expired_order, forget_markup_of_exits,
                      commission_per_trade, ignore_session_in_stop_out)

namespace {

using Enumerators = boost::describe::describe_enumerators<PlantedBug>;
constexpr std::size_t bug_count = boost::mp11::mp_size<Enumerators>::value;

constexpr std::array<PlantedBug, bug_count - 1> bugs = [] {
    std::array<PlantedBug, bug_count - 1> all{};
    std::size_t next = 0;
    boost::mp11::mp_for_each<Enumerators>([&](auto enumerator) {
        if (enumerator.value != PlantedBug::none) {
            all[next++] = enumerator.value;
        }
    });
    return all;
}();

}  // namespace

std::string_view name_of(PlantedBug bug) { return boost::describe::enum_to_string(bug, "unknown"); }

std::span<const PlantedBug> all_planted_bugs() { return bugs; }

std::optional<PlantedBug> planted_bug_named(std::string_view name) {
    const auto* found = std::ranges::find(bugs, name, [](PlantedBug bug) { return name_of(bug); });
    return found == bugs.end() ? std::nullopt : std::optional(*found);
}

#if TRIREME_PLANTED_BUGS
namespace {
PlantedBug planted = PlantedBug::none;
}

void plant(PlantedBug bug) { planted = bug; }

bool planted_bug(PlantedBug bug) { return planted == bug; }
#endif

}  // namespace trireme
