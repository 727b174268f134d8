#include "runtime/tests/tally_core.hpp"

#include "base/crc32c.hpp"

#include <algorithm>

namespace trireme::runtime {
namespace {

enum class TallyCommand : std::uint16_t { add = 1, set_timer = 2, timer_due = 3 };

constexpr std::size_t add_bytes = 14;
constexpr std::size_t set_timer_bytes = 22;
constexpr std::size_t timer_due_bytes = 2;
constexpr std::size_t stored_pair_bytes = 16;

template <Integer T>
void put(ByteBuffer& to, T value) {
    const std::size_t at = to.size();
    to.resize(at + sizeof value);
    store_little_endian(to.data() + at, value);
}

void put_type(ByteBuffer& to, TallyCommand type) { put(to, static_cast<std::uint16_t>(type)); }

class TallyVocabulary final : public Vocabulary {
public:
    [[nodiscard]] Result<void> check_command(ByteView command) const override {
        if (command.size() < sizeof(std::uint16_t)) {
            return fail(ErrorCode::invalid_input, "no type");
        }
        const auto type = TallyCommand{load_little_endian<std::uint16_t>(command.data())};
        const bool is_good = (type == TallyCommand::add && command.size() >= add_bytes) ||
                             (type == TallyCommand::set_timer && command.size() == set_timer_bytes);
        return is_good ? Result<void>() : fail(ErrorCode::invalid_input, "no command of this core");
    }

    [[nodiscard]] Result<ByteBuffer> command_from_json(std::string_view) const override { return no_json(); }
    [[nodiscard]] Result<std::string> command_to_json(ByteView) const override { return no_json(); }
    [[nodiscard]] Result<std::string> event_to_json(ByteView) const override { return no_json(); }
    [[nodiscard]] std::string command_schema() const override { return "{}"; }
    [[nodiscard]] std::string event_schema() const override { return "{}"; }

private:
    [[nodiscard]] static std::unexpected<Error> no_json() { return fail(ErrorCode::invalid_input, "bytes only"); }
};

template <class T>
CoreKind kind_of() {
    return {std::make_shared<TallyVocabulary>(), [] { return std::unique_ptr<Core>(std::make_unique<T>()); }};
}

}  // namespace

ByteBuffer add_command(std::uint64_t account, std::uint32_t events, std::size_t filler) {
    ByteBuffer command;
    put_type(command, TallyCommand::add);
    put(command, account);
    put(command, events);
    command.resize(command.size() + filler);
    return command;
}

ByteBuffer timer_command(std::int64_t due_ns, std::int64_t step_ns, std::uint32_t repeats) {
    ByteBuffer command;
    put_type(command, TallyCommand::set_timer);
    put(command, due_ns);
    put(command, step_ns);
    put(command, repeats);
    return command;
}

Result<void> TallyCore::apply(Timestamp time, ByteView command, EventEmitter& events) {
    if (command.size() < timer_due_bytes) {
        return fail(ErrorCode::corrupt, "no command of this core");
    }
    ++applied_;
    const std::byte* const body = command.data() + sizeof(std::uint16_t);
    switch (TallyCommand{type_of(command)}) {
        case TallyCommand::add: {
            const auto account = load_little_endian<std::uint64_t>(body);
            const auto count = load_little_endian<std::uint32_t>(body + 8);
            ByteBuffer total;
            put(total, total_after(applied_));
            for (std::uint32_t emitted = 0; emitted < count; ++emitted) {
                const std::uint64_t account_sequence = account == 0 ? 0 : ++last_account_sequence_[account];
                events.emit(account, account_sequence, static_cast<std::uint16_t>(TallyEvent::added), total);
            }
            return {};
        }
        case TallyCommand::set_timer:
            set_timer({load_little_endian<std::int64_t>(body), load_little_endian<std::int64_t>(body + 8),
                       load_little_endian<std::uint32_t>(body + 16)},
                      events);
            return {};
        case TallyCommand::timer_due: {
            const Timer timer = timers_.back();
            TRIREME_ASSERT(timer.due_ns <= time.nanoseconds_since_1970(), "a timer came early");
            timers_.pop_back();
            ByteBuffer due;
            put(due, timer.due_ns);
            events.emit(0, 0, static_cast<std::uint16_t>(TallyEvent::timer_fired), due);
            if (timer.repeats > 0) {
                set_timer({timer.due_ns + timer.step_ns, timer.step_ns, timer.repeats - 1}, events);
            }
            return {};
        }
    }
    return fail(ErrorCode::corrupt, "no command of this core");
}

void TallyCore::set_timer(const Timer& timer, EventEmitter& events) {
    timers_.insert(std::ranges::lower_bound(timers_, timer.due_ns, std::greater(), &Timer::due_ns), timer);
    ByteBuffer due;
    put(due, timer.due_ns);
    events.emit(0, 0, static_cast<std::uint16_t>(TallyEvent::timer_set), due);
}

std::optional<Timestamp> TallyCore::next_timer() const {
    return timers_.empty() ? std::nullopt : std::optional(Timestamp(timers_.back().due_ns));
}

void TallyCore::append_timer_command(ByteBuffer& command) const { put_type(command, TallyCommand::timer_due); }

std::uint16_t TallyCore::type_of(ByteView command) const { return load_little_endian<std::uint16_t>(command.data()); }

std::uint64_t TallyCore::state_hash() const {
    ByteBuffer state;
    append_state(state);
    return crc32c(state);
}

void TallyCore::append_state(ByteBuffer& state) const {
    put(state, applied_);
    put(state, std::uint64_t{last_account_sequence_.size()});
    for (const auto& [account, last] : last_account_sequence_) {
        put(state, account);
        put(state, last);
    }
    for (const Timer& timer : timers_) {
        put(state, timer.due_ns);
        put(state, timer.step_ns);
        put(state, std::uint64_t{timer.repeats});
    }
}

Result<void> TallyCore::restore(ByteView state) {
    applied_ = load_little_endian<std::uint64_t>(state.data());
    last_account_sequence_.clear();
    timers_.clear();
    if (state.size() == sizeof applied_) {
        return {};
    }
    const auto accounts = load_little_endian<std::uint64_t>(state.data() + 8);
    const std::byte* at = state.data() + 16;
    for (std::uint64_t read = 0; read < accounts; ++read, at += stored_pair_bytes) {
        last_account_sequence_[load_little_endian<std::uint64_t>(at)] = load_little_endian<std::uint64_t>(at + 8);
    }
    for (const std::byte* const end = state.data() + state.size(); at < end; at += 24) {
        timers_.push_back({load_little_endian<std::int64_t>(at), load_little_endian<std::int64_t>(at + 8),
                           static_cast<std::uint32_t>(load_little_endian<std::uint64_t>(at + 16))});
    }
    return {};
}

CoreKind tally_kind() { return kind_of<TallyCore>(); }
CoreKind changed_tally_kind() { return kind_of<ChangedTallyCore>(); }
CoreKind forgetful_tally_kind() { return kind_of<ForgetfulTallyCore>(); }

}  // namespace trireme::runtime
