#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace trireme::runtime {

// Takes the events of one command, in order.
class EventEmitter {
public:
    // `account` and `account_sequence` as in EventView; both 0 for an event that concerns no single account.
    virtual void emit(std::uint64_t account, std::uint64_t account_sequence, std::uint16_t type, ByteView body) = 0;

protected:
    ~EventEmitter() = default;
};

// Takes requests that a core has forgotten: the name of each and what it takes to answer it again, at most
// journal::request_name_bytes_max and journal::request_answer_bytes_max bytes.
class ForgottenSink {
public:
    virtual void on_forgotten(ByteView name, ByteView answer) = 0;

protected:
    ~ForgottenSink() = default;
};

// The deterministic engine as the runtime sees it: bytes in, bytes out. `TypedCore` makes one of a core that works with
// structs. Everything a core does follows from its state and the command; it reads no clock, file or float.
// Not thread-safe; the runtime calls it from one thread at a time.
class Core {
public:
    virtual ~Core() = default;

    // Stands in snapshots, so that one core's state is never given to another.
    [[nodiscard]] virtual std::string_view name() const = 0;

    // Applies one command at `time`. Fails only if the bytes are no command of this core; then nothing has changed.
    [[nodiscard]] virtual Result<void> apply(Timestamp time, ByteView command, EventEmitter& events) = 0;

    // How many commands ahead of its own this core is best told of one; 0 if never.
    [[nodiscard]] virtual std::size_t lookahead() const { return 0; }
    // Before each command: tells of the one that will be applied `lookahead` commands after it, if all goes well, or of
    // no bytes where none is known. So what it will touch can be fetched; nothing else follows from telling or not.
    virtual void foresee(ByteView /*command*/) {}

    // Has memory lie as it is read best, for moments when no command waits, such as the end of a start. Changes nothing
    // else.
    virtual void gather_pages() {}

    // When the next timer is due, if any is set. Never changes but by `apply`.
    [[nodiscard]] virtual std::optional<Timestamp> next_timer() const = 0;

    // Appends the command that the runtime inserts when the next timer is due.
    virtual void append_timer_command(ByteBuffer& command) const = 0;

    // The wire type that an encoded command states.
    [[nodiscard]] virtual std::uint16_t type_of(ByteView command) const = 0;

    // Over every field of the state.
    [[nodiscard]] virtual std::uint64_t state_hash() const = 0;

    virtual void append_state(ByteBuffer& state) const = 0;

    // Replaces the state by one that `append_state` wrote. After an error the state is unchanged.
    [[nodiscard]] virtual Result<void> restore(ByteView state) = 0;

    // A core may know a request again for a while only. What it forgets it hands out, for the runtime to keep, and the
    // runtime answers for it: where it finds a request that is new to the core, it applies another command in its place
    // that says so. Cores that forget nothing leave what follows as it is.
    [[nodiscard]] virtual bool forgets_requests() const { return false; }

    // From now on, until another state is restored, what is forgotten is kept to be handed out.
    virtual void keep_forgotten() {}

    // Whether the command is a request with a name, by which it could come again, that is new to the core at `time`.
    // Then `name` becomes the name. What is applied next, at that time, is this command, from the same memory, or its
    // repeat.
    [[nodiscard]] virtual bool is_new_request(Timestamp /*time*/, ByteView /*command*/, ByteBuffer& /*name*/) {
        return false;
    }

    // Makes `repeat` the command to apply in place of a request that came before and had this answer; at most
    // repeat_bytes_max bytes.
    virtual void make_repeat(ByteView /*command*/, ByteView /*answer*/, ByteBuffer& /*repeat*/) const {}
    static constexpr std::size_t repeat_bytes_max = 1024;

    // Hands out, once, what was forgotten. When the core comes to forget something that it no longer knows is its own
    // affair; `forget_due` has it forget all of that now.
    virtual void take_forgotten(ForgottenSink& /*sink*/) {}
    virtual void forget_due() {}
};

// What a tool or a door of the engine can ask without having a core run: the form of commands and events.
class Vocabulary {
public:
    virtual ~Vocabulary() = default;

    // Whether the bytes are a command that outsiders may send. Timer commands are not. Safe from any thread.
    [[nodiscard]] virtual Result<void> check_command(ByteView command) const = 0;

    // A command from and to JSON text, an event to JSON text.
    [[nodiscard]] virtual Result<ByteBuffer> command_from_json(std::string_view json) const = 0;
    [[nodiscard]] virtual Result<std::string> command_to_json(ByteView command) const = 0;
    [[nodiscard]] virtual Result<std::string> event_to_json(ByteView event) const = 0;
    [[nodiscard]] virtual std::string command_schema() const = 0;
    [[nodiscard]] virtual std::string event_schema() const = 0;
};

// An engine to run: makes cores in their beginning state and knows their words.
struct CoreKind {
    std::shared_ptr<const Vocabulary> vocabulary;
    std::unique_ptr<Core> (*make)() = nullptr;
};

}  // namespace trireme::runtime
