// size: one machine, and everything that may become of an id on it
#include "codec/bytes.hpp"
#include "engine/brokerage_engine.hpp"
#include "engine/tests/orders.hpp"
#include "engine/tests/terms.hpp"
#include "journal/archive.hpp"
#include "journal/log_reader.hpp"
#include "journal/recovery.hpp"
#include "runtime/runtime.hpp"
#include "runtime/snapshot_follower.hpp"
#include "runtime/tests/rig.hpp"
#include "runtime/typed_core.hpp"
#include "runtime/typed_vocabulary.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

// That a request which came before is answered as it was, however long ago that is, whatever happens to the machine.
namespace trireme::runtime {
namespace {

using engine::BrokerageEngine;
using journal::LogKind;
using journal::RequestRange;
using testing::HasSubstr;

constexpr AccountId account(7);
constexpr Currency usd("USD");
constexpr std::int64_t day_ns = 24LL * 60 * 60 * 1'000'000'000;

CoreKind brokerage_kind() {
    return {.vocabulary = std::make_shared<TypedVocabulary<Command, Event>>(),
            .make = []() -> std::unique_ptr<Core> { return std::make_unique<TypedCore<BrokerageEngine>>(); }};
}

ByteBuffer encoded(const Command& command) {
    ByteBuffer bytes;
    codec::encode(bytes, command);
    return bytes;
}

// What one request was answered with.
class Answer final : public OutcomeReceiver {
public:
    void on_outcome(std::uint64_t, const Outcome& outcome) override {
        status = outcome.status;
        for (const EventView& event : outcome.events) {
            events.push_back(codec::decode<Event>(event.body).value());
        }
    }

    OutcomeStatus status = OutcomeStatus::unknown;
    std::vector<Event> events;
};

// "posted", "repeated 3", "rejected conflict": the first event, or the outcome without one.
std::string describe(const Answer& answer) {
    if (answer.status != OutcomeStatus::durable || answer.events.empty()) {
        return std::string(name_of(answer.status));
    }
    const Event& first = answer.events.front();
    if (const auto* repeated = std::get_if<Repeated>(&first)) {
        return repeated->first.rejected ? "repeated reject" : fmt::format("repeated {}", repeated->first.id);
    }
    if (const auto* rejected = std::get_if<Rejected>(&first)) {
        return rejected->code == RejectCode::conflict ? "rejected conflict" : "rejected";
    }
    return std::holds_alternative<TransactionPosted>(first)     ? "posted"
           : std::holds_alternative<OrderAccepted>(first)       ? "accepted"
           : std::holds_alternative<WithdrawalRequested>(first) ? "requested"
                                                                : "other";
}

class OldRequestsTest : public testing::Test {
protected:
    void SetUp() override {
        start();
        ask(DefineGroup{engine::testing::standard_group()});
        ask(OpenAccount{{.account = account, .owner = UserId(1), .group = GroupId(1), .currency = usd}});
    }

    void start() { rig_.start(brokerage_kind()); }

    std::string ask(const Command& command) {
        Answer answer;
        EXPECT_EQ(rig_.pipeline().submit(encoded(command), answer, 0), Admission::taken);
        rig_.pump();
        return describe(answer);
    }

    std::string deposit(std::string_view id, std::int64_t cents = 100) {
        return ask(Deposit{account, *ClientOrderId::from_text(id), Money{cents, usd}});
    }

    void pass_days(std::int64_t days) {
        now_ns_ += days * day_ns;
        rig_.clock.set(now_ns_);
    }

    // Until the journal has sealed so many more segments, with requests that nobody has to remember.
    void seal_segments(std::uint64_t count) {
        const std::uint64_t until = rig_.pipeline().journal().segment_index() + count;
        while (rig_.pipeline().journal().segment_index() < until) {
            ASSERT_EQ(deposit(""), "posted");
        }
    }

    void follow() {
        follower_ =
            std::make_unique<SnapshotFollower>(rig_.storage, brokerage_kind(), rig_.pipeline().journal(),
                                               rig_.pipeline().events(), rig_.pipeline().request_archive(), options_);
    }

    void catch_up() {
        ASSERT_TRUE(rig_.pipeline().sync_events());
        for (;;) {
            const auto stepped = follower_->step();
            ASSERT_TRUE(stepped) << stepped.error().message;
            if (*stepped != SnapshotFollower::Stepped::working) {
                return;
            }
        }
    }

    // Makes all that was forgotten by now part of a snapshot's files, and has the engine notice.
    void file_all() {
        if (!follower_) {
            follow();
        }
        const std::uint64_t last = position().sequence;
        seal_segments(2);
        catch_up();
        ASSERT_GE(follower_->status().snapshot_sequence, last);
    }

    void restart() {
        follower_.reset();
        rig_.stop();
        start();
    }

    static Command withdrawal(std::int64_t cents) {
        return RequestWithdrawal{account, ClientOrderId("done"), Money{cents, usd}, UserId(1)};
    }

    // Two requests of long ago: one done, one refused.
    void ask_first() {
        ASSERT_EQ(deposit("", 10'000), "posted");
        ASSERT_EQ(ask(withdrawal(100)), "requested");
        ASSERT_EQ(deposit("refused", -5), "rejected");
    }

    void expect_answered() {
        const std::uint64_t before = position().sequence;
        EXPECT_EQ(ask(withdrawal(100)), "repeated 1");
        EXPECT_EQ(ask(withdrawal(200)), "rejected conflict");
        EXPECT_EQ(deposit("refused", -5), "repeated reject");
        EXPECT_EQ(ask(CancelOrders{account, ClientOrderId("done"), std::nullopt}), "rejected conflict");
        EXPECT_EQ(position().sequence, before + 4);
    }

    const Position& position() { return rig_.pipeline().sequencer().position(); }
    std::uint64_t state_hash() { return rig_.pipeline().sequencer().core().state_hash(); }
    std::vector<RequestRange> files() { return journal::list_request_files(rig_.storage).value(); }
    std::vector<std::uint64_t> snapshots() { return journal::list_snapshots(rig_.storage).value(); }
    const std::vector<std::string>& warnings() { return rig_.pipeline().boot_report().warnings; }

    std::unique_ptr<Runtime> start_runtime(const std::optional<FollowerOptions>& follower = std::nullopt) {
        const RuntimeOptions options{.boot = rig_.boot_options, .follower = follower};
        auto runtime = Runtime::start(rig_.storage, rig_.clock, brokerage_kind(), options);
        EXPECT_TRUE(runtime) << runtime.error().message;
        return std::move(runtime).value();
    }

    void damage(const std::string& name, std::uint64_t offset) { rig_.storage.flip_bit(name, offset, 2); }

    // As an operator may, to save room.
    void delete_archive() {
        const auto names = rig_.storage.list(journal::archive_folder).value();
        for (const std::string& name : names) {
            if (name.starts_with("journal-")) {
                ASSERT_TRUE(rig_.storage.remove(fmt::format("{}/{}", journal::archive_folder, name)));
            }
        }
    }

    Rig rig_;
    std::int64_t now_ns_ = 1'000;
    FollowerOptions options_{
        .commands_per_snapshot = 1'000'000, .segments_per_snapshot = 1, .snapshots_kept = 3, .commands_per_step = 64};
    std::unique_ptr<SnapshotFollower> follower_;
};

TEST_F(OldRequestsTest, AreNewToTheEngineAndAnsweredAllTheSame) {
    ask_first();
    EXPECT_EQ(ask(withdrawal(100)), "repeated 1") << "from the engine's own memory";
    pass_days(31);
    expect_answered();
    // And when the engine has freed its memory of them.
    for (int count = 0; count < 5; ++count) {
        ASSERT_EQ(deposit(fmt::format("fresh-{}", count)), "posted");
    }
    expect_answered();
}

TEST_F(OldRequestsTest, AreAnsweredByACommandOfTheirOwn) {
    ask_first();
    pass_days(31);
    expect_answered();
    auto reader = journal::LogReader::open(rig_.storage, LogKind::commands, position().sequence - 3);
    ASSERT_TRUE(reader) << reader.error().message;
    std::vector<AnswerOldRequest> answers;
    for (int count = 0; count < 4; ++count) {
        const auto record = reader->next(position().sequence);
        ASSERT_TRUE(record && *record);
        answers.push_back(std::get<AnswerOldRequest>(codec::decode<Command>((*record)->payload).value()));
    }
    const RequestOutcome done{.rejected = std::nullopt, .id = 1};
    EXPECT_EQ(answers[0], (AnswerOldRequest{account, ClientOrderId("done"), RequestWithdrawal::wire_type, true, done}));
    EXPECT_EQ(answers[1],
              (AnswerOldRequest{account, ClientOrderId("done"), RequestWithdrawal::wire_type, false, done}));
    EXPECT_EQ(answers[3], (AnswerOldRequest{account, ClientOrderId("done"), CancelOrders::wire_type, false, done}));
}

TEST_F(OldRequestsTest, NobodyElseMaySayWhatTheyWereAnswered) {
    Answer answer;
    EXPECT_EQ(rig_.pipeline().submit(encoded(AnswerOldRequest{.account = account}), answer, 0), Admission::malformed);
}

TEST_F(OldRequestsTest, RequestsWithoutAnIdAreNoRepeats) {
    ASSERT_EQ(deposit(""), "posted");
    pass_days(31);
    EXPECT_EQ(deposit(""), "posted");
}

TEST_F(OldRequestsTest, AreFoundInTheFiles) {
    ask_first();
    pass_days(31);
    file_all();
    EXPECT_FALSE(files().empty());
    expect_answered();
}

TEST_F(OldRequestsTest, AreFoundAfterARestart) {
    ask_first();
    pass_days(31);
    file_all();
    restart();
    EXPECT_GT(rig_.pipeline().boot_report().snapshot_sequence, 0u);
    EXPECT_TRUE(warnings().empty());
    expect_answered();
    restart();
    expect_answered();
}

TEST_F(OldRequestsTest, AreFoundAfterARestartWithoutASnapshot) {
    ask_first();
    pass_days(31);
    ASSERT_EQ(deposit("fresh"), "posted");
    restart();
    EXPECT_EQ(rig_.pipeline().boot_report().snapshot_sequence, 0u);
    expect_answered();
}

// Remembered in a snapshot, and forgotten on the way from it to the end of the journal.
TEST_F(OldRequestsTest, AreFoundWhereTheyWereForgottenBehindTheSnapshot) {
    ask_first();
    file_all();
    pass_days(31);
    ASSERT_EQ(deposit("fresh"), "posted");
    ASSERT_EQ(deposit("fresh-2"), "posted");
    restart();
    EXPECT_GT(rig_.pipeline().boot_report().snapshot_sequence, 0u);
    expect_answered();
}

TEST_F(OldRequestsTest, AreFoundInFilesThatWereMerged) {
    for (int month = 0; month < 12; ++month) {
        for (int count = 0; count < 20; ++count) {
            ASSERT_EQ(deposit(fmt::format("month-{}-{}", month, count)), "posted");
        }
        pass_days(31);
        file_all();
    }
    EXPECT_LE(files().size(), 5u);
    EXPECT_GT(follower_->status().snapshots_written, 11u);
    for (int restarts = 0; restarts < 2; ++restarts) {
        for (int month = 0; month < 12; ++month) {
            for (int count = 0; count < 20; ++count) {
                ASSERT_THAT(deposit(fmt::format("month-{}-{}", month, count)), HasSubstr("repeated"));
            }
        }
        restart();
    }
}

TEST_F(OldRequestsTest, AreFoundAfterAKillAtAnyMomentOfTheFollower) {
    ask_first();
    pass_days(31);
    ASSERT_EQ(deposit("fresh"), "posted");
    seal_segments(3);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    ASSERT_TRUE(rig_.pipeline().sync_mark());
    const auto end = position();
    std::size_t files_without_snapshot = 0;
    for (std::uint64_t operation = 1;; ++operation) {
        // A follower of its own on a copy of the disk, as it would run beside the engine.
        const auto disk = rig_.storage.clone(operation);
        auto archive = RequestArchive::open(*disk, rig_.pipeline().journal().log_id());
        ASSERT_TRUE(archive);
        SnapshotFollower follower(*disk, brokerage_kind(), rig_.pipeline().journal(), rig_.pipeline().events(),
                                  archive->get(), options_);
        simulation::FaultPlan plan;
        plan.crash_at = simulation::CrashPoint{.operation = operation};
        plan.crash.kind = simulation::Crash::Kind::cut_power;
        disk->set_faults(plan);
        for (auto stepped = follower.step(); stepped && *stepped == SnapshotFollower::Stepped::working;) {
            stepped = follower.step();
        }
        const bool has_crashed = !disk->running();
        disk->set_faults({});
        if (has_crashed) {
            disk->restart();
        }

        auto booted = boot(*disk, brokerage_kind(), rig_.boot_options);
        ASSERT_TRUE(booted) << "operation " << operation << ": " << booted.error().message;
        EXPECT_EQ(booted->position, end);
        files_without_snapshot +=
            booted->request_archive->covered_through() > booted->report.snapshot_sequence ? 1U : 0U;
        EXPECT_TRUE(disk->half_made_files().empty());
        Pipeline pipeline(brokerage_kind(), *std::move(booted), rig_.clock,
                          PipelineOptions{64, rig_.boot_options.limits});
        ASSERT_TRUE(pipeline.prepare_segments());
        Answer answer;
        ASSERT_EQ(pipeline.submit(encoded(withdrawal(100)), answer, 0), Admission::taken);
        ASSERT_EQ(pipeline.gather([] { return true; }), Pipeline::Gathered::everything);
        ASSERT_TRUE(pipeline.commit(*pipeline.take_gathered()));
        EXPECT_EQ(describe(answer), "repeated 1") << "operation " << operation;
        if (!has_crashed) {
            break;
        }
    }
    EXPECT_GT(files_without_snapshot, 3u) << "no kill struck between the files and their snapshot";
}

TEST_F(OldRequestsTest, AreFoundFromAnOlderSnapshot) {
    ask_first();
    pass_days(31);
    file_all();
    ASSERT_EQ(deposit("later"), "posted");
    pass_days(31);
    file_all();
    ASSERT_GE(snapshots().size(), 2u);
    damage(journal::snapshot_name(snapshots().back()), 600);
    restart();
    EXPECT_LT(rig_.pipeline().boot_report().snapshot_sequence, snapshots().back());
    EXPECT_GT(rig_.pipeline().boot_report().snapshot_sequence, 0u);
    expect_answered();
    EXPECT_THAT(deposit("later"), HasSubstr("repeated"));
    // The follower goes on from there, and what it comes to hold twice does no harm.
    file_all();
    restart();
    expect_answered();
    EXPECT_THAT(deposit("later"), HasSubstr("repeated"));
}

TEST_F(OldRequestsTest, AReplayNeedsNoFiles) {
    ask_first();
    pass_days(31);
    file_all();
    expect_answered();
    ASSERT_EQ(deposit("fresh"), "posted");
    ASSERT_TRUE(rig_.pipeline().sync_events());
    const auto core = brokerage_kind().make();
    auto replay = Replay::open(rig_.storage, *core, {});
    ASSERT_TRUE(replay) << replay.error().message;
    EventRecords events;
    while (replay->step(position().sequence, events).value()) {
        events.clear();
    }
    EXPECT_EQ(replay->position(), position());
    EXPECT_EQ(core->state_hash(), state_hash());
}

// Damage to what is read at the start, while the journal still holds everything: the start says so and begins earlier,
// and the follower makes the files anew.
TEST_F(OldRequestsTest, FilesThatAreDamagedAreMadeAnewFromTheJournal) {
    ask_first();
    pass_days(31);
    file_all();
    const std::uint64_t hash = state_hash();
    const std::string name = journal::request_file_name(files().front());
    damage(name, 45);
    restart();
    EXPECT_THAT(warnings(), testing::Contains(HasSubstr(name)));
    EXPECT_THAT(warnings(), testing::Contains(HasSubstr("passed over a snapshot")));
    EXPECT_EQ(rig_.pipeline().boot_report().snapshot_sequence, 0u);
    EXPECT_EQ(state_hash(), hash);
    expect_answered();
    file_all();
    restart();
    EXPECT_TRUE(warnings().empty()) << warnings().front();
    EXPECT_GT(rig_.pipeline().boot_report().snapshot_sequence, 0u);
    expect_answered();
}

TEST_F(OldRequestsTest, AMissingFileIsNoticed) {
    ask_first();
    pass_days(31);
    file_all();
    for (const RequestRange& range : files()) {
        ASSERT_TRUE(rig_.storage.remove(journal::request_file_name(range)));
    }
    restart();
    EXPECT_THAT(warnings(), testing::Contains(HasSubstr("needs the old requests through")));
    EXPECT_EQ(rig_.pipeline().boot_report().snapshot_sequence, 0u);
    expect_answered();
}

// Without the journal's beginning there is nothing to make them from.
TEST_F(OldRequestsTest, WithoutTheJournalADamagedOrMissingFileStopsTheStart) {
    ask_first();
    pass_days(31);
    file_all();
    file_all();
    ASSERT_GT(follower_->status().command_segments_archived, 0u);
    delete_archive();
    follower_.reset();
    rig_.stop();
    const std::string name = journal::request_file_name(files().front());
    damage(name, 45);
    const auto damaged = rig_.try_start(brokerage_kind());
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().code, ErrorCode::corrupt);
    EXPECT_THAT(damaged.error().message, HasSubstr(name));
    EXPECT_THAT(damaged.error().message, HasSubstr("at offset"));

    ASSERT_TRUE(rig_.storage.remove(name));
    const auto missing = rig_.try_start(brokerage_kind());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::corrupt);
    EXPECT_THAT(missing.error().message, HasSubstr("needs the old requests through"));
}

TEST_F(OldRequestsTest, FilesBeyondTheEndOfTheJournalStopTheStart) {
    ask_first();
    pass_days(31);
    file_all();
    follower_.reset();
    const RequestRange beyond{files().back().through, position().sequence + 10};
    ASSERT_TRUE(journal::write_request_file(rig_.storage, rig_.pipeline().journal().log_id(), beyond, {}));
    rig_.stop();
    const auto started = rig_.try_start(brokerage_kind());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::corrupt);
    EXPECT_THAT(started.error().message, HasSubstr("the journal ends after record"));
}

// Whether it came before cannot be told; so nothing is done, and the engine says why it stops.
TEST_F(OldRequestsTest, DamageWhereARequestIsLookedForStopsTheEngine) {
    ask_first();
    pass_days(31);
    file_all();
    restart();
    const std::string name = journal::request_file_name(files().front());
    damage(name, 700);
    const Position before = position();
    Answer answer;
    ASSERT_EQ(rig_.pipeline().submit(encoded(withdrawal(100)), answer, 0), Admission::taken);
    EXPECT_EQ(rig_.pipeline().gather([] { return true; }), Pipeline::Gathered::failed);
    ASSERT_TRUE(rig_.pipeline().gather_failure());
    EXPECT_THAT(rig_.pipeline().gather_failure()->message, HasSubstr(name));
    EXPECT_EQ(position(), before);
    rig_.pipeline().abandon();
    EXPECT_EQ(answer.status, OutcomeStatus::unknown);
    EXPECT_EQ(rig_.pipeline().submit(encoded(Deposit{account, {}, Money{100, usd}}), answer, 0), Admission::stopping);

    // The next start makes the file anew, and the request is answered as the first time.
    restart();
    EXPECT_EQ(ask(withdrawal(100)), "repeated 1");
}

TEST_F(OldRequestsTest, ThatDamageIsWhatTheRuntimeFailsWith) {
    ask_first();
    pass_days(31);
    file_all();
    follower_.reset();
    rig_.stop();
    const std::string name = journal::request_file_name(files().front());
    damage(name, 700);
    const auto runtime = start_runtime();
    ASSERT_EQ(runtime->submit(encoded(withdrawal(100)), rig_.outcomes, 1), Admission::taken);
    rig_.outcomes.wait_for(1);
    EXPECT_EQ(rig_.outcomes.entries().front().status, OutcomeStatus::unknown);
    const auto stopped = runtime->stop();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::corrupt);
    EXPECT_THAT(stopped.error().message, HasSubstr(name));
}

// Beside a follower that files, merges and removes files all the while.
TEST_F(OldRequestsTest, AreFoundByTheRuntimeWhileItsFollowerFilesThem) {
    rig_.stop();
    auto runtime = start_runtime(options_);
    constexpr std::uint64_t requests_per_month = 400;
    std::size_t asked = 0;
    const auto ask_month = [&](int month) {
        for (std::uint64_t number = 0; number < requests_per_month; ++number) {
            const auto id = *ClientOrderId::from_text(fmt::format("month-{}-{}", month, number));
            while (runtime->submit(encoded(Deposit{account, id, Money{100, usd}}), rig_.outcomes, asked) !=
                   Admission::taken) {
            }
            asked += 1;
        }
        rig_.outcomes.wait_for(asked);
    };
    for (int month = 0; month < 8; ++month) {
        ask_month(month);
        pass_days(31);
        ask_month(month / 2);  // some of them filed, some not
        const auto patience_ends = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (runtime->follower_status()->snapshots_written <= static_cast<std::uint64_t>(month) &&
               std::chrono::steady_clock::now() < patience_ends) {
            ask_month(month);
            // The follower stands behind everyone who is busy.
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    EXPECT_GE(runtime->follower_status()->snapshots_written, 8u);
    ASSERT_TRUE(runtime->stop());
    // What was done once is done once: the cash says it.
    const auto* const core = dynamic_cast<const TypedCore<BrokerageEngine>*>(&runtime->pipeline().sequencer().core());
    ASSERT_NE(core, nullptr);
    EXPECT_EQ(core->typed().figures(account)->cash, (Money{8 * requests_per_month * 100, usd}));
}

TEST_F(OldRequestsTest, AFullDiskDelaysTheFilesAndLosesNothing) {
    ask_first();
    pass_days(31);
    follow();
    seal_segments(2);
    ASSERT_TRUE(rig_.pipeline().sync_events());
    rig_.storage.set_capacity(rig_.storage.used_bytes());
    for (int count = 0; count < 1'000 && follower_->status().failures == 0; ++count) {
        ASSERT_TRUE(follower_->step());
    }
    EXPECT_GT(follower_->status().failures, 0u);
    EXPECT_TRUE(files().empty());
    EXPECT_TRUE(snapshots().empty()) << "a snapshot without the files that it needs";
    rig_.storage.set_capacity(UINT64_MAX);
    catch_up();
    EXPECT_FALSE(files().empty());
    EXPECT_FALSE(snapshots().empty());
    restart();
    expect_answered();
}

// A long replay files what it forgets before there is too much of it.
TEST_F(OldRequestsTest, TheFollowerFilesWithoutASnapshotWhenItHoldsMuch) {
    options_.forgotten_held_max = 8;
    options_.segments_per_snapshot = 1'000;
    for (int count = 0; count < 100; ++count) {
        ASSERT_EQ(deposit(fmt::format("old-{}", count)), "posted");
    }
    pass_days(31);
    for (int count = 0; count < 100; ++count) {
        ASSERT_EQ(deposit(fmt::format("fresh-{}", count)), "posted");
    }
    seal_segments(1);
    follow();
    catch_up();
    EXPECT_FALSE(files().empty());
    EXPECT_TRUE(snapshots().empty());
    for (int count = 0; count < 100; ++count) {
        EXPECT_THAT(deposit(fmt::format("old-{}", count)), HasSubstr("repeated"));
    }
    restart();
    for (int count = 0; count < 100; ++count) {
        EXPECT_THAT(deposit(fmt::format("old-{}", count)), HasSubstr("repeated"));
    }
}

TEST_F(OldRequestsTest, AnOrderThatLivesIsKnownToTheEngineItself) {
    const PlaceOrder order{account, ClientOrderId("resting"), engine::testing::order_of(OrderType::limit)};
    ASSERT_EQ(deposit("funds", 10'000'00), "posted");
    ask(DefineInstrument{engine::testing::eurusd()});
    ask(Quotes{{{InstrumentId(1), engine::testing::price("1.08450"), engine::testing::price("1.08460")}}});
    ASSERT_EQ(ask(order), "accepted");
    pass_days(45);
    file_all();
    restart();
    EXPECT_EQ(ask(order), "repeated 1");
    auto reader = journal::LogReader::open(rig_.storage, LogKind::commands, position().sequence);
    EXPECT_EQ((*reader->next(position().sequence).value()).header.type, PlaceOrder::wire_type)
        << "the engine needs nobody's help";
    // Once the order is gone, its id is an old one like others.
    EXPECT_EQ(ask(CancelOrder{account, ClientOrderId("cancel"), OrderId(1)}), "other");
    EXPECT_EQ(ask(order), "repeated 1");
    auto later = journal::LogReader::open(rig_.storage, LogKind::commands, position().sequence);
    EXPECT_EQ((*later->next(position().sequence).value()).header.type, AnswerOldRequest::wire_type);
    file_all();
    restart();
    EXPECT_EQ(ask(order), "repeated 1");
}

}  // namespace
}  // namespace trireme::runtime
