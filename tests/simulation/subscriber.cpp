#include "simulation/subscriber.hpp"

namespace trireme::simulation {
namespace {

constexpr std::uint64_t events_at_once_max = 64;
constexpr std::uint64_t account_events_skipped_max = 8;

}  // namespace

Result<void> Subscriber::read_some(EventSource& source, Random& random) {
    if (!stream_) {
        TRIREME_TRY_ASSIGN(stream_, source.events_after(read_through_));
    }
    for (std::uint64_t left = below(random, events_at_once_max); left > 0; --left) {
        const auto event = stream_->next();
        if (!event) {
            // Whoever cannot read comes again later, with a new stream.
            stream_.reset();
            return std::unexpected(event.error());
        }
        if (!*event) {
            break;
        }
        if ((*event)->sequence != read_through_ + 1) {
            auditor_.report(fmt::format("event {} follows event {}", (*event)->sequence, read_through_));
        }
        read_through_ = (*event)->sequence;
        auditor_.on_event(**event);
        tally_.add(Work::events_read);
    }
    return {};
}

Result<void> Subscriber::read_account(EventSource& source, std::uint64_t account, Random& random) {
    std::uint64_t read_through = below(random, account_events_skipped_max);
    TRIREME_TRY_ASSIGN(const auto stream, source.account_events_after(account, read_through));
    for (;;) {
        TRIREME_TRY_ASSIGN(const auto event, stream->next());
        if (!event) {
            return {};
        }
        read_through += 1;
        if (event->account != account || event->account_sequence != read_through) {
            auditor_.report(fmt::format("the stream of account {} has event {} of account {} where {} is due", account,
                                        event->account_sequence, event->account, read_through));
            return {};
        }
        auditor_.on_event(*event);
    }
}

}  // namespace trireme::simulation
