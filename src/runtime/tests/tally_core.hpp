#pragma once

#include "base/bytes.hpp"
#include "runtime/core.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace trireme::runtime {

// The smallest core that has all that the runtime cares for: accounts with streams of their own, commands with any
// number of events, also none, and timers that set further timers.

// Commands, as bytes. `add` leads to `events` events of the account; `filler` makes the command longer.
[[nodiscard]] ByteBuffer add_command(std::uint64_t account, std::uint32_t events = 1, std::size_t filler = 0);
// Sets a timer that, when due, sets `repeats` more, `step_ns` apart.
[[nodiscard]] ByteBuffer timer_command(std::int64_t due_ns, std::int64_t step_ns = 0, std::uint32_t repeats = 0);

enum class TallyEvent : std::uint16_t { added = 1, timer_set = 2, timer_fired = 3 };

class TallyCore : public Core {
public:
    [[nodiscard]] std::string_view name() const override { return "tally"; }
    [[nodiscard]] Result<void> apply(Timestamp time, ByteView command, EventEmitter& events) override;
    [[nodiscard]] std::optional<Timestamp> next_timer() const override;
    void append_timer_command(ByteBuffer& command) const override;
    [[nodiscard]] std::uint16_t type_of(ByteView command) const override;
    [[nodiscard]] std::uint64_t state_hash() const override;
    void append_state(ByteBuffer& state) const override;
    [[nodiscard]] Result<void> restore(ByteView state) override;

protected:
    // What stands in the events; a core that decides otherwise differs here.
    [[nodiscard]] virtual std::uint64_t total_after(std::uint64_t applied) const { return applied; }

private:
    struct Timer {
        std::int64_t due_ns;
        std::int64_t step_ns;
        std::uint32_t repeats;
    };

    void set_timer(const Timer& timer, EventEmitter& events);

    std::uint64_t applied_ = 0;
    std::map<std::uint64_t, std::uint64_t> last_account_sequence_;
    std::vector<Timer> timers_;  // the next one last
};

// Decides otherwise from its tenth command on.
class ChangedTallyCore final : public TallyCore {
    [[nodiscard]] std::uint64_t total_after(std::uint64_t applied) const override {
        return applied >= 10 ? applied + 1'000 : applied;
    }
};

// Forgets a part of its state in snapshots.
class ForgetfulTallyCore final : public TallyCore {
    [[nodiscard]] Result<void> restore(ByteView state) override {
        TRIREME_TRY(TallyCore::restore(state));
        return TallyCore::restore(state.first(sizeof(std::uint64_t)));
    }
};

[[nodiscard]] CoreKind tally_kind();
[[nodiscard]] CoreKind changed_tally_kind();
[[nodiscard]] CoreKind forgetful_tally_kind();

}  // namespace trireme::runtime
