#include "simulation/tally.hpp"

#include <fmt/format.h>

namespace trireme::simulation {
namespace {

template <class Enum, class Use>
void for_each_enumerator(Use use) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto enumerator) { use(enumerator.value, enumerator.name); });
}

constexpr bool is_of_old_requests(Fault fault) {
    return fault == Fault::old_requests_damaged || fault == Fault::old_requests_missing;
}
constexpr bool is_of_old_requests(Work work) { return work == Work::old_requests; }

constexpr std::size_t columns = 3;

template <class Enum>
std::string table(const Tally& tally) {
    std::string text;
    std::size_t column = 0;
    for_each_enumerator<Enum>([&](Enum item, const char* name) {
        text += fmt::format("  {:<22}{:>12}", name, tally.of(item));
        if (++column % columns == 0) {
            text += '\n';
        }
    });
    return column % columns == 0 ? text : text + '\n';
}

}  // namespace

std::string_view invariant_of(Fault fault) {
    switch (fault) {
        case Fault::kill:
        case Fault::kill_within_write:
        case Fault::power_cut:
        case Fault::sector_lost:
        case Fault::sector_torn:
        case Fault::power_cut_after_kill:
            return "all that was acknowledged is recovered, to the same state, and nothing else";
        case Fault::kill_in_boot: return "the next start recovers the same; no half-made file stays";
        case Fault::failed_sync: return "the engine stops, nothing is acknowledged on it, the next start recovers";
        case Fault::failed_write:
        case Fault::failed_create:
        case Fault::failed_read:
        case Fault::failed_rename: return "it stops or goes on, and loses nothing acknowledged";
        case Fault::full_disk: return "commands are refused as no_room, and taken when there is room";
        case Fault::slow_disk: return "other stages go on; nothing is told before it is durable";
        case Fault::clock_forward:
        case Fault::clock_back: return "time of commands never goes back; due timers come first";
        case Fault::clock_days: return "timers come in order; what was forgotten is answered as the first time";
        case Fault::flood: return "overloaded, and only when the queue is full";
        case Fault::sent_again: return "one effect, however often it comes";
        case Fault::flip_in_acknowledged:
        case Fault::sector_zeroed:
        case Fault::record_rewritten:
        case Fault::segment_missing:
        case Fault::archive_damaged: return "reported as corrupt with a file's name; with the bytes back it starts";
        case Fault::flip_behind_end:
        case Fault::mark_damaged: return "heals";
        case Fault::snapshot_damaged:
        case Fault::snapshot_truncated:
        case Fault::snapshot_missing: return "an older one or the journal alone leads to the same state";
        case Fault::event_log_damaged:
        case Fault::event_log_truncated:
        case Fault::event_log_missing: return "made again with the same events, or reported when read";
        case Fault::old_requests_damaged:
        case Fault::old_requests_missing: return "made again from the journal; never a request done twice";
    }
    return {};
}

void Tally::add(const Tally& other) {
    for (std::size_t at = 0; at < faults_.size(); ++at) {
        faults_[at] += other.faults_[at];
    }
    for (std::size_t at = 0; at < work_.size(); ++at) {
        work_[at] += other.work_[at];
    }
}

std::string Tally::to_text() const {
    std::string text = fmt::format("{:<22}{:>12}  {}\n", "fault", "happened", "what must hold");
    for_each_enumerator<Fault>([&](Fault fault, const char* name) {
        text += fmt::format("{:<22}{:>12}  {}\n", name, of(fault), invariant_of(fault));
    });
    return text + "what the engine did\n" + table<Work>(*this);
}

std::string Tally::never_happened(bool old_requests) const {
    std::string names;
    const auto add_if_none = [&](auto item, const char* name) {
        if (of(item) == 0 && (old_requests || !is_of_old_requests(item))) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
        }
    };
    for_each_enumerator<Fault>(add_if_none);
    for_each_enumerator<Work>(add_if_none);
    return names;
}

}  // namespace trireme::simulation
