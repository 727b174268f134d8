#pragma once

#include "base/bytes.hpp"
#include "base/timestamp.hpp"
#include "codec/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace trireme::simulation {

// One event as it was said to someone, or as it should have been.
struct SaidEvent {
    std::uint64_t sequence = 0;
    std::int64_t time = 0;
    std::uint64_t command_sequence = 0;
    std::uint64_t account = 0;
    std::uint64_t account_sequence = 0;
    std::uint16_t type = 0;
    ByteBuffer body;

    bool operator==(const SaidEvent&) const = default;
};

[[nodiscard]] std::string describe(const SaidEvent& event);

// Says which events the commands of a journal lead to: a core of its own, fed by hand, that knows nothing of the
// runtime. Checks after every command what must hold of any core of its kind.
class Shadow {
public:
    virtual ~Shadow() = default;

    // Applies the command and appends its events. Says what is wrong, if anything is.
    [[nodiscard]] std::optional<std::string> apply(std::int64_t time, ByteView command, std::vector<SaidEvent>& events);

    // Begins again with nothing.
    void reset();

    // Whether the state is one that could be read back from a snapshot; says why not.
    [[nodiscard]] virtual std::optional<std::string> check_whole_state() const = 0;
    // Over all bytes of the state, made from them and not field by field, so that a field that the engine's hash
    // forgets shows.
    [[nodiscard]] virtual std::uint64_t state_hash() const = 0;

    [[nodiscard]] virtual bool is_timer(std::uint16_t type) const = 0;
    // Whether commands of the type stand in the place of a request that came long before.
    [[nodiscard]] virtual bool answers_old_request(std::uint16_t) const { return false; }
    // By which a request is known for good, whether it is in a client's command or in what the journal holds in its
    // place; empty where it has none.
    [[nodiscard]] virtual std::string request_name(ByteView) const { return {}; }
    // Whether the journal may hold the record for a client's command: the command itself or, of a request that came
    // before, what it was answered with.
    [[nodiscard]] virtual bool stands_for(ByteView record, ByteView command) const;

    [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
    [[nodiscard]] std::uint64_t event_sequence() const { return event_sequence_; }

protected:
    // The event as subscribers should see it, still without its place in the stream.
    template <class Event>
    [[nodiscard]] static SaidEvent said(const Event& event) {
        SaidEvent result;
        std::visit(
            [&](const auto& any) {
                if constexpr (requires { any.account_seq; }) {
                    result.account = any.account.value();
                    result.account_sequence = any.account_seq;
                }
                result.type = any.wire_type;
            },
            event);
        codec::encode(result.body, event);
        return result;
    }

private:
    [[nodiscard]] virtual std::optional<std::string> decide(Timestamp time, ByteView command,
                                                            std::vector<SaidEvent>& events) = 0;
    virtual void forget_all() = 0;

    std::int64_t time_ = INT64_MIN;
    std::uint64_t sequence_ = 0;
    std::uint64_t event_sequence_ = 0;
};

}  // namespace trireme::simulation
