#include "app/command_flow.hpp"

#include "codec/bytes.hpp"
#include "model/events.hpp"

#include <algorithm>
#include <thread>

namespace trireme::app {
namespace {

constexpr auto pause = std::chrono::milliseconds(1);
constexpr auto slot_pause = std::chrono::microseconds(50);

}  // namespace

CommandFlow::~CommandFlow() { wait_until_answered(); }

void CommandFlow::wait_until_answered() const {
    while (counts().in_flight > 0) {
        std::this_thread::sleep_for(slot_pause);
    }
}

CommandFlow::Counts CommandFlow::counts() const {
    // In this order, so that no more seem answered than sent.
    const std::uint64_t answered = answered_.load(std::memory_order_acquire);
    const std::uint64_t sent = sent_.load(std::memory_order_acquire);
    return {.rejected = rejected_.load(std::memory_order_relaxed),
            .overloaded = overloaded_.load(std::memory_order_relaxed),
            .no_room = no_room_.load(std::memory_order_relaxed),
            .in_flight = sent - answered};
}

void CommandFlow::on_outcome(std::uint64_t tag, const Outcome& outcome) {
    Slot& slot = slots_[tag];
    if (outcome.status == OutcomeStatus::durable) {
        latencies_.record(std::chrono::steady_clock::now() - slot.sent_at);
        if (std::ranges::any_of(outcome.events,
                                [](const EventView& event) { return event.type == Rejected::wire_type; })) {
            rejected_.fetch_add(1, std::memory_order_relaxed);
        }
        last_sequence_.store(outcome.sequence, std::memory_order_release);
    } else if (outcome.status == OutcomeStatus::no_room) {
        no_room_.fetch_add(1, std::memory_order_relaxed);
    }
    slot.is_taken.store(false, std::memory_order_release);
    answered_.fetch_add(1, std::memory_order_release);
}

bool CommandFlow::send(const Command& command) {
    Slot* const slot = wait_for_slot();
    if (slot == nullptr) {
        return false;
    }
    encoded_.clear();
    codec::encode(encoded_, command);
    slot->is_taken.store(true, std::memory_order_relaxed);
    const auto tag = static_cast<std::uint64_t>(slot - slots_.data());
    sent_.fetch_add(1, std::memory_order_relaxed);
    for (;;) {
        slot->sent_at = std::chrono::steady_clock::now();
        const Admission admission = sink_.submit(encoded_, *this, tag);
        if (admission == Admission::taken) {
            return true;
        }
        if (admission != Admission::overloaded || is_stopping()) {
            sent_.fetch_sub(1, std::memory_order_relaxed);
            slot->is_taken.store(false, std::memory_order_relaxed);
            return false;
        }
        // Nothing happened, so the same request may come again.
        overloaded_.fetch_add(1, std::memory_order_relaxed);
        std::this_thread::sleep_for(pause);
    }
}

CommandFlow::Slot* CommandFlow::wait_for_slot() {
    Slot& next = slots_[sent_.load(std::memory_order_relaxed) % in_flight_max];
    while (!is_stopping()) {
        if (!next.is_taken.load(std::memory_order_acquire)) {
            return &next;
        }
        std::this_thread::sleep_for(slot_pause);
    }
    return nullptr;
}

}  // namespace trireme::app
