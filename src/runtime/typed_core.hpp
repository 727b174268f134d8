#pragma once

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "codec/hash.hpp"
#include "runtime/core.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace trireme::runtime {

// What a core is that works with structs. Command, Event and State are types the codec knows, Command and Event
// variants; Sink is an interface with `void on_event(const Event&)`. `state()` gives the State that the core has, or
// one made for the occasion.
template <class T>
concept StructCore = std::default_initializable<T> && std::movable<T> &&
                     requires(T core, const T& settled, const typename T::Command& command, typename T::Sink& sink,
                              typename T::State state) {
                         { T::name } -> std::convertible_to<std::string_view>;
                         core.apply(Timestamp(), command, sink);
                         { settled.next_timer() } -> std::same_as<std::optional<Timestamp>>;
                         { settled.timer_command() } -> std::same_as<typename T::Command>;
                         { settled.state() } -> std::convertible_to<const typename T::State&>;
                         { T::from_state(std::move(state)) } -> std::same_as<Result<T>>;
                     };

// A core of structs that forgets requests. RequestName and FirstAnswer are types that the codec knows; `name_of` takes
// those commands that are requests with a name.
template <class T>
concept ForgetfulCore =
    StructCore<T> && requires(T core, const T& settled, const typename T::Command& command,
                              const typename T::RequestName& name, const typename T::FirstAnswer& answer) {
        { core.is_new(Timestamp(), name) } -> std::same_as<bool>;
        { T::repeat_of(command, answer) } -> std::same_as<typename T::Command>;
        core.keep_forgotten();
        core.forget_due();
        settled.forgotten();  // a range of what has a `name` and an `answer`
        core.clear_forgotten();
    };

// A core of structs that wants to be told of requests before they come.
template <class T>
concept ForeseeingCore = ForgetfulCore<T> && requires(T core, const typename T::Command* command) {
    { T::lookahead } -> std::convertible_to<std::size_t>;
    core.foresee(command);
};

// A core of structs as the runtime's core of bytes. An event belongs to an account's stream if its struct has the
// fields `account` and `account_seq`; both are 0 where it has not.
template <StructCore T>
class TypedCore final : public Core {
public:
    [[nodiscard]] std::string_view name() const override { return T::name; }

    [[nodiscard]] Result<void> apply(Timestamp time, ByteView command, EventEmitter& events) override {
        const Read ahead = std::exchange(read_ahead_, {});
        const bool is_read = ahead.bytes.data() == command.data() && ahead.bytes.size() == command.size();
        const typename T::Command* known = is_read ? ahead.command : nullptr;
        if (known == nullptr) {
            TRIREME_TRY_ASSIGN(known, read(command));
        }
        EncodingSink sink(events, event_body_);
        core_.apply(time, *known, sink);
        return {};
    }

    [[nodiscard]] std::size_t lookahead() const override {
        if constexpr (ForeseeingCore<T>) {
            return T::lookahead;
        } else {
            return 0;
        }
    }

    void foresee(ByteView command) override {
        read_ahead_ = {};
        if constexpr (ForeseeingCore<T>) {
            static_assert(T::lookahead < foreseen_max, "what is foreseen must be kept until its turn");
            if (command.empty() || !names_a_request(type_of(command))) {
                core_.foresee(nullptr);
                return;
            }
            Foreseen& place = foreseen_[told_++ % foreseen_.size()];
            place.bytes.assign(command.begin(), command.end());
            const auto decoded = codec::decode_into(place.command, command);
            TRIREME_ASSERT(decoded.has_value(), "what was checked cannot be read: {}", decoded.error().message);
            core_.foresee(&place.command);
        }
    }

    void gather_pages() override {
        if constexpr (requires(T core) { core.gather_pages(); }) {
            core_.gather_pages();
        }
    }

    [[nodiscard]] std::optional<Timestamp> next_timer() const override { return core_.next_timer(); }

    void append_timer_command(ByteBuffer& command) const override { codec::encode(command, core_.timer_command()); }

    [[nodiscard]] std::uint16_t type_of(ByteView command) const override {
        TRIREME_ASSERT(command.size() >= sizeof(std::uint16_t), "a command of {} bytes", command.size());
        return load_little_endian<std::uint16_t>(command.data());
    }

    [[nodiscard]] std::uint64_t state_hash() const override {
        return codec::hash_state<typename T::State>(core_.state());
    }

    void append_state(ByteBuffer& state) const override { codec::encode<typename T::State>(state, core_.state()); }

    [[nodiscard]] Result<void> restore(ByteView state) override {
        read_ahead_ = {};
        TRIREME_TRY_ASSIGN(auto decoded, codec::decode<typename T::State>(state));
        TRIREME_TRY_ASSIGN(core_, T::from_state(std::move(decoded)));
        return {};
    }

    [[nodiscard]] bool forgets_requests() const override { return ForgetfulCore<T>; }

    void keep_forgotten() override {
        if constexpr (ForgetfulCore<T>) {
            core_.keep_forgotten();
        }
    }

    [[nodiscard]] bool is_new_request(Timestamp time, ByteView command, ByteBuffer& name) override {
        read_ahead_ = {};
        if constexpr (ForgetfulCore<T>) {
            if (!names_a_request(type_of(command))) {
                return false;
            }
            const auto known = read(command);
            if (!known) {
                return false;
            }
            read_ahead_ = {command, *known};
            const auto found = std::visit([](const auto& request) { return name_of(request); }, **known);
            name.clear();
            codec::encode(name, *found);
            return core_.is_new(time, *found);
        } else {
            return Core::is_new_request(time, command, name);
        }
    }

    void make_repeat(ByteView command, ByteView answer, ByteBuffer& repeat) const override {
        if constexpr (ForgetfulCore<T>) {
            const auto request = codec::decode<typename T::Command>(command);
            const auto first = codec::decode<typename T::FirstAnswer>(answer);
            TRIREME_ASSERT(request && first, "what was found is no answer to what was asked");
            repeat.clear();
            codec::encode(repeat, T::repeat_of(*request, *first));
        }
    }

    void take_forgotten(ForgottenSink& sink) override {
        if constexpr (ForgetfulCore<T>) {
            for (const auto& request : core_.forgotten()) {
                forgotten_name_.clear();
                forgotten_answer_.clear();
                codec::encode(forgotten_name_, request.name);
                codec::encode(forgotten_answer_, request.answer);
                sink.on_forgotten(forgotten_name_, forgotten_answer_);
            }
            core_.clear_forgotten();
        }
    }

    void forget_due() override {
        if constexpr (ForgetfulCore<T>) {
            core_.forget_due();
        }
    }

    // The structs behind the bytes, for tests and for queries in this process.
    [[nodiscard]] const T& typed() const { return core_; }

private:
    // Encodes each event into one buffer that keeps its memory.
    class EncodingSink final : public T::Sink {
    public:
        EncodingSink(EventEmitter& events, ByteBuffer& body) : events_(events), body_(body) {}

        void on_event(const typename T::Event& event) override {
            body_.clear();
            codec::encode(body_, event);
            std::visit([&](const auto& any) { emit(any); }, event);
        }

    private:
        template <class AnyEvent>
        void emit(const AnyEvent& event) {
            if constexpr (requires { event.account_seq; }) {
                events_.emit(event.account.value(), event.account_seq, AnyEvent::wire_type, body_);
            } else {
                events_.emit(0, 0, AnyEvent::wire_type, body_);
            }
        }

        EventEmitter& events_;
        ByteBuffer& body_;
    };

    template <class AnyCommand>
    static constexpr bool has_name = requires(const AnyCommand& command) { T::name_of(command); };

    // The name of a request that has one; nothing for all other commands.
    template <class AnyCommand>
    [[nodiscard]] static auto name_of(const AnyCommand& command) {
        if constexpr (has_name<AnyCommand>) {
            return std::optional(T::name_of(command));
        } else {
            return std::optional<typename T::RequestName>();
        }
    }

    // So that what cannot be a repeat, such as a batch of quotes, is not decoded to see it.
    [[nodiscard]] static bool names_a_request(std::uint16_t type) {
        static constexpr auto named = []<class... Commands>(std::type_identity<std::variant<Commands...>>) {
            return std::array{has_name<Commands>...};
        }(std::type_identity<typename T::Command>());
        const auto index = codec::index_of_wire_type<typename T::Command>(type);
        return index && named[*index];
    }

    // The command that the bytes are: as it was foreseen, or else decoded now.
    [[nodiscard]] Result<const typename T::Command*> read(ByteView command) {
        if constexpr (ForeseeingCore<T>) {
            if (const typename T::Command* const known = foreseen(command)) {
                return known;
            }
        }
        typename T::Command& decoded = place_for(command);
        TRIREME_TRY(codec::decode_into(decoded, command));
        return &decoded;
    }

    // Null if it was not. Those before it are not asked for any more: commands come in the order they were told of, but
    // some may be refused before they do.
    [[nodiscard]] const typename T::Command* foreseen(ByteView command) {
        taken_ = std::max(taken_, told_ - std::min(told_, foreseen_.size()));
        for (std::size_t at = taken_; at < told_; ++at) {
            const Foreseen& one = foreseen_[at % foreseen_.size()];
            if (text_of(one.bytes) == text_of(command)) {  // compares words, not bytes
                taken_ = at + 1;
                return &one.command;
            }
        }
        return nullptr;
    }

    // Where a command is decoded: each wire type has a place of its own, so that the memory of its lists and texts is
    // there when the next such command comes, whatever came in between. What is no command fails in any place.
    [[nodiscard]] typename T::Command& place_for(ByteView command) {
        const bool states_its_type = command.size() >= sizeof(std::uint16_t);
        const auto index = states_its_type ? codec::index_of_wire_type<typename T::Command>(type_of(command)) : 0;
        return decoded_[index.value_or(0)];
    }

    T core_;
    std::array<typename T::Command, std::variant_size_v<typename T::Command>> decoded_;
    // What `is_new_request` has read, until the call after it.
    struct Read {
        ByteView bytes;
        const typename T::Command* command = nullptr;
    };
    Read read_ahead_;
    // Bytes are kept, because the place they came from may hold others by the time they are asked for.
    struct Foreseen {
        ByteBuffer bytes;
        typename T::Command command;
    };
    static constexpr std::size_t foreseen_max = 8;
    std::array<Foreseen, foreseen_max> foreseen_;
    std::size_t told_ = 0;   // how many were foreseen
    std::size_t taken_ = 0;  // how many of them are not asked for any more
    ByteBuffer event_body_;
    ByteBuffer forgotten_name_;
    ByteBuffer forgotten_answer_;
};

}  // namespace trireme::runtime
