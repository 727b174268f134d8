#include "runtime/batch.hpp"

namespace trireme::runtime {

void Batch::add(const journal::RecordHeader& header, ByteView command, std::size_t events_before,
                OutcomeReceiver* receiver, std::uint64_t tag) {
    if (empty()) {
        first_sequence_ = header.sequence;
    }
    TRIREME_ASSERT(empty() || header.sequence == last_sequence_ + 1);
    last_sequence_ = header.sequence;
    last_link_ = header.link;
    journal::RecordHeader in_batch = header;
    in_batch.batch_offset = static_cast<std::uint32_t>(header.sequence - first_sequence_);
    journal::append_record(records_, in_batch, command);
    if (receiver != nullptr) {
        waiting_.push_back({receiver, tag, header.sequence, header.time, events_before, events_.count()});
    }
}

void Batch::complete_durable() {
    for (const Waiting& waiting : waiting_) {
        views_.clear();
        for (std::size_t index = waiting.events_begin; index < waiting.events_end; ++index) {
            views_.push_back(events_.at(index));
        }
        waiting.receiver->on_outcome(
            waiting.tag,
            {.status = OutcomeStatus::durable, .sequence = waiting.sequence, .time = waiting.time, .events = views_});
    }
    waiting_.clear();
}

void Batch::complete_unknown() {
    for (const Waiting& waiting : waiting_) {
        waiting.receiver->on_outcome(waiting.tag,
                                     {.status = OutcomeStatus::unknown, .sequence = 0, .time = {}, .events = {}});
    }
    waiting_.clear();
}

}  // namespace trireme::runtime
