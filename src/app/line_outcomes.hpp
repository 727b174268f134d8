#pragma once

#include "base/bytes.hpp"
#include "base/timestamp.hpp"
#include "ports/command_sink.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace trireme::app {

// What became of one line of input.
struct LineOutcome {
    std::uint64_t line = 0;
    std::optional<std::string> refused;  // why it was never taken in
    OutcomeStatus status = OutcomeStatus::unknown;
    std::uint64_t sequence = 0;
    Timestamp time;
    bool is_rejected = false;
    std::vector<ByteBuffer> events;
};

// Brings outcomes back into the order of the lines: one thread adds lines, another takes them once it is known what
// became of them, the oldest first. Bounded, so that whoever adds waits when the engine or the printing is behind.
class LineOutcomes final : public OutcomeReceiver {
public:
    static constexpr std::size_t lines_max = 1024;

    // Waits for room, and returns the tag to submit the line's command with.
    [[nodiscard]] std::uint64_t add(std::uint64_t line);
    void refuse(std::uint64_t tag, std::string reason);
    // No more lines will be added.
    void close();

    // Waits for the next line; nothing once all were taken and no more will come.
    [[nodiscard]] std::optional<LineOutcome> take();

    void on_outcome(std::uint64_t tag, const Outcome& outcome) override;

private:
    struct Pending {
        LineOutcome outcome;
        bool is_known = false;
    };

    [[nodiscard]] Pending& pending(std::uint64_t tag) { return pending_[tag - first_tag_]; }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Pending> pending_;  // guarded by mutex_, like the rest
    std::uint64_t first_tag_ = 0;  // of the first in pending_
    bool is_closed_ = false;
};

}  // namespace trireme::app
