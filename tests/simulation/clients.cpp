#include "simulation/clients.hpp"

#include <utility>

namespace trireme::simulation {
namespace {

// One in so many commands is one that a client sends again, while there are any.
constexpr std::uint64_t draws_per_repeat = 4;

}  // namespace

void Clients::begin_life() {
    for (std::uint64_t tag = first_of_life_; tag < sent_.size(); ++tag) {
        if (sent_[tag].is_waiting) {
            keep_unresolved(std::move(sent_[tag].command));
        }
    }
    traffic_.begin_life();
    first_of_life_ = sent_.size();
    waiting_ = 0;
    hears_ = true;
    service_.may_stop = false;
    service_.may_lack_room = false;
}

void Clients::keep_unresolved(ByteBuffer command) {
    if (traffic_.may_be_sent_again(command)) {
        unresolved_.push_back(std::move(command));
    }
}

void Clients::submit(CommandSink& sink, Timestamp now) {
    if (below(random_, draws_per_repeat) != 0 || !send_again(sink, now)) {
        hand_in(traffic_.draw(now), sink, now);
    }
}

bool Clients::send_again(CommandSink& sink, Timestamp now) {
    if (unresolved_.empty()) {
        return false;
    }
    ByteBuffer command = std::move(unresolved_.front());
    unresolved_.pop_front();
    tally_.add(Fault::sent_again);
    hand_in({std::move(command), true}, sink, now);
    return true;
}

void Clients::hand_in(DrawnCommand drawn, CommandSink& sink, Timestamp now) {
    const std::uint64_t tag = sent_.size();
    // Written down before, since the answer may come before the call returns.
    sent_.push_back({drawn.bytes, true});
    waiting_ += 1;
    auditor_.on_taken(drawn.bytes);
    const Admission admission = sink.submit(drawn.bytes, *this, tag);
    tally_.add(Work::submitted);
    if (admission == Admission::taken) {
        if (!drawn.is_command) {
            auditor_.report(fmt::format("{} bytes that are no command were taken", drawn.bytes.size()));
            return;
        }
        traffic_.on_taken(now, drawn.bytes);
        return;
    }
    sent_.pop_back();
    waiting_ -= 1;
    auditor_.on_refused(drawn.bytes);
    switch (admission) {
        case Admission::malformed:
            tally_.add(Work::malformed);
            if (drawn.is_command) {
                auditor_.report("a command was refused as malformed");
            }
            break;
        case Admission::overloaded:
            tally_.add(Work::overloaded);
            if (waiting_ < service_.queue_capacity) {
                auditor_.report(fmt::format("overloaded with {} commands waiting and room for {}", waiting_,
                                            service_.queue_capacity));
            }
            break;
        default:
            if (!service_.may_stop) {
                auditor_.report(fmt::format("a command was answered '{}' while the engine ran", name_of(admission)));
            }
    }
    if (drawn.is_command) {
        keep_unresolved(std::move(drawn.bytes));
    }
}

void Clients::on_outcome(std::uint64_t tag, const Outcome& outcome) {
    if (!hears_) {
        return;
    }
    if (tag < first_of_life_ || tag >= sent_.size() || !sent_[tag].is_waiting) {
        auditor_.report(
            fmt::format("an outcome '{}' for command {}, which nobody waits for", name_of(outcome.status), tag));
        return;
    }
    Sent& sent = sent_[tag];
    sent.is_waiting = false;
    waiting_ -= 1;
    switch (outcome.status) {
        case OutcomeStatus::durable:
            tally_.add(Work::durable);
            auditor_.on_durable(sent.command, outcome);
            break;
        case OutcomeStatus::no_room:
            tally_.add(Work::no_room);
            auditor_.on_refused(sent.command);
            if (!service_.may_lack_room) {
                auditor_.report("a command was refused for want of room on a disk with room");
            }
            keep_unresolved(std::move(sent.command));
            break;
        case OutcomeStatus::unknown:
            tally_.add(Work::unknown);
            if (!service_.may_stop) {
                auditor_.report("the outcome of a command is unknown, though nothing failed");
            }
            keep_unresolved(std::move(sent.command));
            break;
    }
    sent.command = ByteBuffer();
}

}  // namespace trireme::simulation
