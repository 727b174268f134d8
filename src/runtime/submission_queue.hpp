#pragma once

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "base/timestamp.hpp"
#include "ports/command_sink.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>

namespace trireme::runtime {

// A command on its way to the engine, with who asked for it.
struct Submission {
    ByteView command;
    OutcomeReceiver* receiver = nullptr;
    std::uint64_t tag = 0;
    Timestamp not_before = Timestamp::earliest();  // the command's time is this, or later
};

// What became of a submission.
enum class Pushed : unsigned char { taken, full, closed };

// A bounded queue from many submitting threads to the one engine thread (after Dmitry Vyukov's bounded MPMC queue). A
// full queue refuses; neither side ever blocks or, but for commands longer than any before in their cell, allocates.
// Closing it is exact: what was taken before will be popped, and nothing is taken afterwards.
class SubmissionQueue {
public:
    // `capacity` is a power of two.
    explicit SubmissionQueue(std::size_t capacity) : cells_(std::make_unique<Cell[]>(capacity)), mask_(capacity - 1) {
        TRIREME_ASSERT(std::has_single_bit(capacity), "a queue of {} cells", capacity);
        for (std::size_t index = 0; index < capacity; ++index) {
            cells_[index].turn.store(index, std::memory_order_relaxed);
        }
    }

    // Any thread.
    [[nodiscard]] Pushed try_push(const Submission& submission) {
        std::uint64_t position = tail_.load(std::memory_order_relaxed);
        for (;;) {
            if ((position & closed_bit) != 0) {
                return Pushed::closed;
            }
            Cell& cell = cells_[position & mask_];
            const std::uint64_t turn = cell.turn.load(std::memory_order_acquire);
            if (turn == position) {
                if (tail_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
                    cell.fill(submission);
                    cell.turn.store(position + 1, std::memory_order_release);
                    return Pushed::taken;
                }
            } else if (turn < position) {
                return Pushed::full;
            } else {
                position = tail_.load(std::memory_order_relaxed);
            }
        }
    }

    // The oldest submission, valid until `pop`. Engine thread only.
    [[nodiscard]] bool front(Submission& submission) const { return look(0, submission); }
    // The one that stands so many behind the oldest, likewise.
    [[nodiscard]] bool look(std::size_t behind, Submission& submission) const {
        const std::uint64_t position = head_ + behind;
        const Cell& cell = cells_[position & mask_];
        if (cell.turn.load(std::memory_order_acquire) != position + 1) {
            return false;
        }
        submission = cell.view();
        return true;
    }

    void pop() {
        cells_[head_ & mask_].turn.store(head_ + mask_ + 1, std::memory_order_release);
        ++head_;
    }

    // Whether `front` would find something. Engine thread only.
    [[nodiscard]] bool has_front() const {
        return cells_[head_ & mask_].turn.load(std::memory_order_acquire) == head_ + 1;
    }

    // Refuses whatever comes from now on. Any thread.
    void close() { tail_.fetch_or(closed_bit, std::memory_order_acq_rel); }
    [[nodiscard]] bool is_closed() const { return (tail_.load(std::memory_order_acquire) & closed_bit) != 0; }

    // Whether nothing will ever come to the front again: a thread that was let in may still be filling its cell. Engine
    // thread only.
    [[nodiscard]] bool is_drained() const { return tail_.load(std::memory_order_acquire) == (head_ | closed_bit); }

private:
    // In `tail_`, so that of a push and a close one comes first.
    static constexpr std::uint64_t closed_bit = 1ULL << 63;
    static constexpr std::size_t inline_bytes = 96;

    struct alignas(64) Cell {
        std::atomic<std::uint64_t> turn;
        OutcomeReceiver* receiver;
        std::uint64_t tag;
        Timestamp not_before;
        std::uint32_t bytes;
        std::array<std::byte, inline_bytes> inline_command;
        ByteBuffer long_command;

        void fill(const Submission& submission) {
            receiver = submission.receiver;
            tag = submission.tag;
            not_before = submission.not_before;
            bytes = static_cast<std::uint32_t>(submission.command.size());
            if (bytes <= inline_bytes) {
                std::memcpy(inline_command.data(), submission.command.data(), bytes);
            } else {
                long_command.assign(submission.command.begin(), submission.command.end());
            }
        }

        [[nodiscard]] Submission view() const {
            const ByteView command =
                bytes <= inline_bytes ? ByteView(inline_command).first(bytes) : ByteView(long_command);
            return {command, receiver, tag, not_before};
        }
    };

    std::unique_ptr<Cell[]> cells_;
    const std::uint64_t mask_;
    alignas(64) std::atomic<std::uint64_t> tail_ = 0;
    alignas(64) std::uint64_t head_ = 0;
};

}  // namespace trireme::runtime
