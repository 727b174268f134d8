#include "runtime/batch.hpp"

#include <algorithm>
#include <iterator>

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
    std::ranges::copy(command, journal::begin_record(records_, in_batch, command.size()).begin());
    if (receiver != nullptr) {
        waiting_.push_back({receiver, tag, header.sequence, header.time, events_before, events_.count()});
    }
}

// A receiver is told all at once as far as its outcomes follow one another. It may be gone once it was told the last.
template <class OutcomeOf>
void Batch::tell(OutcomeOf&& outcome_of) {
    const auto is_of_another = [](const Waiting& a, const Waiting& b) { return a.receiver != b.receiver; };
    for (auto begin = waiting_.begin(); begin != waiting_.end();) {
        const auto last = std::adjacent_find(begin, waiting_.end(), is_of_another);
        const auto end = last == waiting_.end() ? last : std::next(last);
        outcomes_.clear();
        std::transform(begin, end, std::back_inserter(outcomes_),
                       [&](const Waiting& waiting) { return TaggedOutcome{waiting.tag, outcome_of(waiting)}; });
        begin->receiver->on_outcomes(outcomes_);
        begin = end;
    }
    waiting_.clear();
}

void Batch::complete_durable() {
    tell([this](const Waiting& waiting) {
        const std::size_t count = waiting.events_end - waiting.events_begin;
        return Outcome{.status = OutcomeStatus::durable,
                       .sequence = waiting.sequence,
                       .time = waiting.time,
                       .events = events_.views().subspan(waiting.events_begin, count)};
    });
}

void Batch::complete_unknown() {
    tell([](const Waiting&) {
        return Outcome{.status = OutcomeStatus::unknown, .sequence = 0, .time = {}, .events = {}};
    });
}

}  // namespace trireme::runtime
