#include "app/counter_core.hpp"

#include "codec/bytes.hpp"
#include "codec/hash.hpp"
#include "counter/ledger.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace trireme::app {
namespace {

using counter::Command;

constexpr Currency usd("USD");
constexpr AccountId ann(1'001);

ByteBuffer encoded(const Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    return bytes;
}

struct Emitted {
    std::uint64_t account;
    std::uint64_t account_sequence;
    std::uint16_t type;
    counter::Event event;
};

class Collector final : public runtime::EventEmitter {
public:
    void emit(std::uint64_t account, std::uint64_t account_sequence, std::uint16_t type, ByteView body) override {
        emitted.push_back({account, account_sequence, type, *codec::decode<counter::Event>(body)});
    }

    std::vector<Emitted> emitted;
};

class CounterCore : public ::testing::Test {
protected:
    void apply(const Command& command, Timestamp time = Timestamp(1'000)) {
        const auto applied = core_->apply(time, encoded(command), collector_);
        ASSERT_TRUE(applied) << applied.error().message;
    }

    std::unique_ptr<runtime::Core> core_ = counter_core_kind().make();
    Collector collector_;
};

TEST_F(CounterCore, EmitsEventsIntoTheStreamsOfTheirAccounts) {
    apply(counter::OpenAccount{ann, usd});
    apply(counter::SetRulesVersion{2});
    ASSERT_EQ(collector_.emitted.size(), 5U);
    const Emitted& opened = collector_.emitted[3];
    EXPECT_EQ(opened.account, ann.value());
    EXPECT_EQ(opened.account_sequence, 1U);
    EXPECT_EQ(opened.type, counter::AccountOpened::wire_type);
    EXPECT_EQ(opened.event, counter::Event(counter::AccountOpened{ann, 1, counter::AccountKind::client, usd}));
    const Emitted& changed = collector_.emitted[4];
    EXPECT_EQ(changed.account, 0U) << "concerns no single account";
    EXPECT_EQ(changed.account_sequence, 0U);
    EXPECT_EQ(changed.type, counter::RulesVersionChanged::wire_type);
}

TEST_F(CounterCore, RefusesBytesThatAreNoCommandAndChangesNothing) {
    const std::uint64_t before = core_->state_hash();
    ByteBuffer bytes = encoded(counter::OpenAccount{ann, usd});
    bytes.pop_back();
    EXPECT_FALSE(core_->apply(Timestamp(), bytes, collector_));
    EXPECT_FALSE(core_->apply(Timestamp(), {}, collector_));
    EXPECT_TRUE(collector_.emitted.empty());
    EXPECT_EQ(core_->state_hash(), before);
}

TEST_F(CounterCore, HandsOutItsTimerAndTheCommandForIt) {
    apply(counter::OpenAccount{ann, usd});
    EXPECT_EQ(core_->next_timer(), std::nullopt);
    apply(counter::ScheduleTransfer{RequestId(1), Timestamp(5'000), AccountId(1), ann, Money{5, usd}});
    EXPECT_EQ(core_->next_timer(), Timestamp(5'000));
    ByteBuffer timer;
    core_->append_timer_command(timer);
    EXPECT_EQ(core_->type_of(timer), counter::TimerDue::wire_type);
    ASSERT_TRUE(core_->apply(Timestamp(5'000), timer, collector_));
    EXPECT_EQ(core_->next_timer(), std::nullopt);
}

TEST_F(CounterCore, ComesBackFromItsState) {
    apply(counter::OpenAccount{ann, usd});
    apply(counter::Transfer{RequestId(1), AccountId(1), ann, Money{5, usd}});
    ByteBuffer state;
    core_->append_state(state);

    const auto other = counter_core_kind().make();
    ASSERT_NE(other->state_hash(), core_->state_hash());
    ASSERT_TRUE(other->restore(state));
    EXPECT_EQ(other->state_hash(), core_->state_hash());
    EXPECT_EQ(other->name(), core_->name());
    EXPECT_EQ(codec::hash_bytes(state), core_->state_hash()) << "the hash covers exactly what a snapshot holds";
}

TEST_F(CounterCore, KeepsItsStateWhenItIsGivenABadOne) {
    apply(counter::OpenAccount{ann, usd});
    const std::uint64_t before = core_->state_hash();
    ByteBuffer state;
    core_->append_state(state);
    ByteBuffer cut = state;
    cut.pop_back();
    EXPECT_FALSE(core_->restore(cut));
    counter::CounterState impossible;
    impossible.oldest_request = 7;
    ByteBuffer bytes;
    codec::encode(bytes, impossible);
    EXPECT_FALSE(core_->restore(bytes));
    EXPECT_EQ(core_->state_hash(), before);
}

TEST(CounterVocabulary, ChecksWhatOutsidersMaySend) {
    const auto vocabulary = counter_core_kind().vocabulary;
    EXPECT_TRUE(vocabulary->check_command(encoded(counter::OpenAccount{ann, usd})));
    const auto timer = vocabulary->check_command(encoded(counter::TimerDue{}));
    ASSERT_FALSE(timer);
    EXPECT_EQ(timer.error().code, ErrorCode::invalid_input);
    EXPECT_EQ(timer.error().message, "timer_due comes from the engine itself and from nobody else");
    EXPECT_FALSE(vocabulary->check_command({}));
}

TEST(CounterVocabulary, TranslatesBetweenBytesAndJson) {
    const auto vocabulary = counter_core_kind().vocabulary;
    const Command command = counter::OpenAccount{ann, usd};
    const std::string json = R"({"type":"open_account","account":1001,"currency":"USD"})";
    EXPECT_EQ(vocabulary->command_to_json(encoded(command)), json);
    EXPECT_EQ(vocabulary->command_from_json(json), encoded(command));
    EXPECT_EQ(vocabulary->command_to_json(encoded(counter::TimerDue{})), R"({"type":"timer_due"})")
        << "a journal holds timers, so tools must show them";
    EXPECT_FALSE(vocabulary->command_from_json(R"({"type":"timer_due"})"));
    EXPECT_EQ(vocabulary->command_schema().find("timer_due"), std::string::npos);
    EXPECT_NE(vocabulary->event_schema().find("account_opened"), std::string::npos);

    ByteBuffer event;
    codec::encode(event, counter::Event(counter::RulesVersionChanged{1, 2}));
    EXPECT_EQ(vocabulary->event_to_json(event), R"({"type":"rules_version_changed","from":1,"to":2})");
    EXPECT_FALSE(vocabulary->event_to_json({}));
}

}  // namespace
}  // namespace trireme::app
