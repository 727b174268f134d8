#include "journal/durable_mark.hpp"

#include "journal/tests/test_log.hpp"
#include "simulation/simulated_storage.hpp"

#include <gtest/gtest.h>

namespace trireme::journal {
namespace {

constexpr std::string_view mark_name = "journal/durable.mark";

class DurableMarkTest : public testing::Test {
protected:
    DurableMarkTest() { succeed(storage.make_folder("journal")); }

    simulation::SimulatedStorage storage{1};
};

TEST_F(DurableMarkTest, IsNothingBeforeTheFirstWrite) {
    EXPECT_EQ(read_durable_mark(storage).value(), std::nullopt);
    const DurableMark mark = value_of(DurableMark::open(storage));
    EXPECT_EQ(read_durable_mark(storage).value(), std::nullopt);
}

TEST_F(DurableMarkTest, StatesTheLastSequenceWritten) {
    DurableMark mark = value_of(DurableMark::open(storage));
    for (const std::uint64_t sequence : {7U, 8U, 300U, 301U}) {
        succeed(mark.write(sequence));
        EXPECT_EQ(read_durable_mark(storage).value(), sequence);
    }
}

TEST_F(DurableMarkTest, SurvivesTheEndOfTheProcess) {
    DurableMark mark = value_of(DurableMark::open(storage));
    succeed(mark.write(7));
    storage.kill_process();
    storage.restart();
    EXPECT_EQ(read_durable_mark(storage).value(), 7U);
    DurableMark next = value_of(DurableMark::open(storage));
    succeed(next.write(9));
    EXPECT_EQ(read_durable_mark(storage).value(), 9U);
}

TEST_F(DurableMarkTest, SurvivesAPowerCutOnceSynced) {
    DurableMark mark = value_of(DurableMark::open(storage));
    succeed(mark.write(7));
    succeed(mark.sync());
    storage.cut_power(simulation::Survival::lose_all());
    storage.restart();
    EXPECT_EQ(read_durable_mark(storage).value(), 7U);
}

TEST_F(DurableMarkTest, FallsBackToTheWriteBeforeWhereOneIsTornAtAnyByte) {
    for (std::uint64_t kept = 0; kept < 24; ++kept) {
        simulation::SimulatedStorage torn(kept);
        succeed(torn.make_folder("journal"));
        DurableMark mark = value_of(DurableMark::open(torn));
        succeed(mark.write(0x0101010101010101));
        succeed(mark.write(0x0202020202020202));
        simulation::FaultPlan plan;
        plan.crash_at = simulation::CrashPoint{1, simulation::CrashMoment::after_bytes, kept};
        torn.set_faults(plan);
        expect_failure(mark.write(0x0303030303030303), ErrorCode::killed);
        torn.restart();
        // The padding behind the checksum is zero before and after.
        EXPECT_EQ(read_durable_mark(torn).value(), kept < 20 ? 0x0202020202020202U : 0x0303030303030303U) << kept;
    }
}

TEST_F(DurableMarkTest, NeverStatesWhatABitFlipMadeUp) {
    DurableMark mark = value_of(DurableMark::open(storage));
    succeed(mark.write(5));
    for (std::uint64_t bit = 0; bit < 24 * 8; ++bit) {
        const auto flipped = storage.clone(bit);
        flipped->flip_bit(mark_name, bit / 8, static_cast<unsigned>(bit % 8));
        EXPECT_EQ(read_durable_mark(*flipped).value(), std::nullopt) << "bit " << bit;
    }
}

TEST_F(DurableMarkTest, HasTheDocumentedLayout) {
    DurableMark mark = value_of(DurableMark::open(storage));
    succeed(mark.write(77));
    const ByteBuffer content = storage.content(mark_name);
    EXPECT_EQ(content.size(), 1024U);
    std::string hex;
    for (std::size_t at = 0; at < 24; ++at) {
        hex += fmt::format("{:02x}", std::to_integer<unsigned>(content[at]));
    }
    EXPECT_EQ(hex, "54524952454d45444d0000000000000045602f4e00000000");
}

}  // namespace
}  // namespace trireme::journal
