#include "runtime/typed_core.hpp"

#include "base/describe.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace trireme::runtime {
namespace typed_core_test {

struct AddAll {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "add_all";

    std::vector<std::uint64_t> numbers;
};
TRIREME_DESCRIBE(AddAll, (numbers));

struct Double {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "double";
};
TRIREME_DESCRIBE(Double, ());

struct Changed {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "changed";

    std::uint64_t total = 0;
};
TRIREME_DESCRIBE(Changed, (total));

struct Total {
    std::uint64_t total = 0;
};
TRIREME_DESCRIBE(Total, (total));

class ChangeSink {
public:
    virtual void on_event(const std::variant<Changed>& event) = 0;

protected:
    ~ChangeSink() = default;
};

// Adds numbers up, and notes where they lay.
class Adder {
public:
    using Command = std::variant<AddAll, Double>;
    using Event = std::variant<Changed>;
    using Sink = ChangeSink;
    using State = Total;
    static constexpr std::string_view name = "adder";

    [[nodiscard]] static Result<Adder> from_state(Total state) {
        Adder adder;
        adder.total_ = state.total;
        return adder;
    }

    void apply(Timestamp, const Command& command, ChangeSink& events) {
        if (const auto* const add = std::get_if<AddAll>(&command)) {
            for (const std::uint64_t number : add->numbers) {
                total_ += number;
            }
            numbers_lay_at_ = add->numbers.data();
        } else {
            total_ *= 2;
        }
        events.on_event(Changed{.total = total_});
    }

    [[nodiscard]] static std::optional<Timestamp> next_timer() { return std::nullopt; }
    [[nodiscard]] static Command timer_command() { return Double{}; }
    // By value: this core has no State lying about.
    [[nodiscard]] Total state() const { return {.total = total_}; }

    [[nodiscard]] const std::uint64_t* numbers_lay_at() const { return numbers_lay_at_; }

private:
    std::uint64_t total_ = 0;
    const std::uint64_t* numbers_lay_at_ = nullptr;
};

class LastEvent final : public EventEmitter {
public:
    void emit(std::uint64_t, std::uint64_t, std::uint16_t type, ByteView body) override {
        type_ = type;
        event_ = codec::decode<Adder::Event>(body);
    }
    [[nodiscard]] std::uint16_t type() const { return type_; }
    [[nodiscard]] std::uint64_t total() const { return std::get<Changed>(*event_).total; }

private:
    std::uint16_t type_ = 0;
    Result<Adder::Event> event_;
};

ByteBuffer encoded(const Adder::Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    return bytes;
}

TEST(TypedCore, AppliesAndEmitsWhatTheBytesMean) {
    TypedCore<Adder> core;
    LastEvent last;
    ASSERT_TRUE(core.apply(Timestamp(1), encoded(AddAll{{1, 2, 3}}), last));
    ASSERT_TRUE(core.apply(Timestamp(2), encoded(Double{}), last));
    ASSERT_TRUE(core.apply(Timestamp(3), encoded(AddAll{{4}}), last));
    EXPECT_EQ(last.type(), Changed::wire_type);
    EXPECT_EQ(last.total(), 16u);
}

TEST(TypedCore, CommandsOfOneTypeAreDecodedIntoTheSameMemory) {
    TypedCore<Adder> core;
    LastEvent last;
    ASSERT_TRUE(core.apply(Timestamp(1), encoded(AddAll{std::vector<std::uint64_t>(100, 1)}), last));
    const auto* const first = core.typed().numbers_lay_at();
    ASSERT_NE(first, nullptr);
    for (const std::size_t count : {1u, 100u, 50u}) {
        ASSERT_TRUE(core.apply(Timestamp(1), encoded(Double{}), last));
        ASSERT_TRUE(core.apply(Timestamp(1), encoded(AddAll{std::vector<std::uint64_t>(count, 1)}), last));
        EXPECT_EQ(core.typed().numbers_lay_at(), first);
    }
}

TEST(TypedCore, RefusesWhatIsNoCommandAndChangesNothing) {
    TypedCore<Adder> core;
    LastEvent last;
    ASSERT_TRUE(core.apply(Timestamp(1), encoded(AddAll{{7}}), last));
    const std::uint64_t hash = core.state_hash();
    ByteBuffer torn = encoded(AddAll{{1, 2}});
    torn.pop_back();
    const ByteBuffer unknown{std::byte{3}, std::byte{0}, std::byte{0}};
    EXPECT_EQ(core.apply(Timestamp(2), {}, last).error().code, ErrorCode::corrupt);
    EXPECT_EQ(core.apply(Timestamp(2), torn, last).error().code, ErrorCode::corrupt);
    EXPECT_EQ(core.apply(Timestamp(2), unknown, last).error().code, ErrorCode::unsupported_version);
    EXPECT_EQ(core.state_hash(), hash);
    ASSERT_TRUE(core.apply(Timestamp(2), encoded(AddAll{{1}}), last));
    EXPECT_EQ(last.total(), 8u) << "nothing is left of what was decoded half";
}

TEST(TypedCore, AStateThatIsMadeWhenAskedForIsStoredAndRestored) {
    TypedCore<Adder> core;
    LastEvent last;
    ASSERT_TRUE(core.apply(Timestamp(1), encoded(AddAll{{5, 6}}), last));
    ByteBuffer state;
    core.append_state(state);
    TypedCore<Adder> restored;
    ASSERT_TRUE(restored.restore(state));
    EXPECT_EQ(restored.typed().state().total, 11u);
    EXPECT_EQ(restored.state_hash(), core.state_hash());
    EXPECT_NE(restored.state_hash(), TypedCore<Adder>().state_hash());
}

}  // namespace typed_core_test
}  // namespace trireme::runtime
