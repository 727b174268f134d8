#include "fix/session_file.hpp"

#include "fix/tests/fix_rig.hpp"

#include <gtest/gtest.h>

namespace trireme::fix {
namespace {

using testing::content_of;
using testing::TestFolder;

const std::string order_frame = "8=FIX.4.4\0019=5\00135=D\00134=2\00110=000\001";
const std::string heartbeat_frame = "8=FIX.4.4\0019=5\00135=0\00134=1\00110=000\001";

// As QuickFIX does it.
void send(SessionFile& file, const std::string& frame) {
    ASSERT_TRUE(file.keep_sent(file.next_sent(), frame));
    ASSERT_TRUE(file.set_next_sent(file.next_sent() + 1));
}

TEST(SessionFile, NumbersAndOrdersAreThereAgain) {
    const TestFolder folder;
    {
        const auto file = *SessionFile::open(folder.path / "s");
        send(*file, heartbeat_frame);
        send(*file, order_frame);
        send(*file, heartbeat_frame);
        ASSERT_TRUE(file->set_next_received(9));
        ASSERT_TRUE(file->confirm_received());
        ASSERT_TRUE(file->set_next_received(10));  // and not confirmed
        ASSERT_TRUE(file->sync());
    }
    const auto file = *SessionFile::open(folder.path / "s");
    EXPECT_EQ(file->next_sent(), 4U);
    EXPECT_EQ(file->next_received(), 9U);
    EXPECT_EQ(file->all_sent(), std::vector{order_frame});
    // A gap before and behind the order, each told by one message of the session's own.
    std::vector<std::string> frames;
    ASSERT_TRUE(file->sent_between(1, 3, frames));
    ASSERT_EQ(frames.size(), 3U);
    EXPECT_NE(frames[0].find("35=0\00134=1\001"), std::string::npos);
    EXPECT_EQ(frames[1], order_frame);
    EXPECT_NE(frames[2].find("35=0\00134=3\001"), std::string::npos);
}

TEST(SessionFile, ANumberIsNotUsedTwiceAfterACrashBetweenKeepingAndCounting) {
    const TestFolder folder;
    {
        const auto file = *SessionFile::open(folder.path / "s");
        ASSERT_TRUE(file->keep_sent(1, order_frame));
    }
    EXPECT_EQ((*SessionFile::open(folder.path / "s"))->next_sent(), 2U);
}

TEST(SessionFile, AnUnfinishedEndIsCutAtEveryByte) {
    const TestFolder folder;
    {
        const auto file = *SessionFile::open(folder.path / "s");
        send(*file, order_frame);
        send(*file, order_frame);
    }
    const std::string whole = content_of(folder.path / "s");
    const std::size_t record = whole.size() / 2;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        std::ofstream(folder.path / "cut", std::ios::binary | std::ios::trunc) << whole.substr(0, size);
        const auto file = SessionFile::open(folder.path / "cut");
        ASSERT_TRUE(file) << size << ": " << file.error().message;
        EXPECT_EQ((*file)->next_sent(), 1 + size / record);
        EXPECT_EQ(std::filesystem::file_size(folder.path / "cut"), size / record * record);
    }
}

TEST(SessionFile, DamageIsToldWithItsPlace) {
    const TestFolder folder;
    {
        const auto file = *SessionFile::open(folder.path / "s");
        send(*file, order_frame);
        send(*file, order_frame);
    }
    const std::string whole = content_of(folder.path / "s");
    for (std::size_t at = 0; at < whole.size() / 2; ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
        std::ofstream(folder.path / "damaged", std::ios::binary | std::ios::trunc) << damaged;
        const auto file = SessionFile::open(folder.path / "damaged");
        ASSERT_FALSE(file) << at;
        EXPECT_EQ(file.error().code, ErrorCode::corrupt);
        EXPECT_NE(file.error().message.find("offset 0"), std::string::npos);
    }
}

// A file may be longer by a write whose content a power cut took, from any byte on.
TEST(SessionFile, AnEndThatWasNotWrittenIsCut) {
    const TestFolder folder;
    {
        const auto file = *SessionFile::open(folder.path / "s");
        send(*file, order_frame);
        send(*file, order_frame);
    }
    const std::string whole = content_of(folder.path / "s");
    const std::size_t record = whole.size() / 2;
    for (std::size_t written = 0; written < whole.size(); ++written) {
        std::string lost = whole;
        std::fill(lost.begin() + static_cast<std::ptrdiff_t>(written), lost.end(), '\0');
        std::ofstream(folder.path / "lost", std::ios::binary | std::ios::trunc) << lost;
        const auto file = SessionFile::open(folder.path / "lost");
        ASSERT_TRUE(file) << written << ": " << file.error().message;
        EXPECT_EQ((*file)->next_sent(), 1 + written / record);
    }
}

TEST(SessionFile, AResetBeginsAnewAndBelongsToOne) {
    const TestFolder folder;
    const auto file = *SessionFile::open(folder.path / "s");
    EXPECT_EQ(SessionFile::open(folder.path / "s").error().code, ErrorCode::conflict);
    send(*file, order_frame);
    ASSERT_TRUE(file->reset());
    EXPECT_EQ(file->next_sent(), 1U);
    EXPECT_TRUE(file->all_sent().empty());
    EXPECT_LT(std::filesystem::file_size(folder.path / "s"), 20U);
}

}  // namespace
}  // namespace trireme::fix
