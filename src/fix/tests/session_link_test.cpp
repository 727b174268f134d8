#include "fix/session_link.hpp"

#include "fix/tests/fix_rig.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace trireme::fix {
namespace {

class StandingClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() override { return Timestamp(1'780'000'000'000'000'000); }
};

struct Owner final : LinkOwner {
    void on_logged_on() override {}
    void on_lost(bool) override { ++losses; }
    void on_message(std::string_view) override {}
    void on_session_reject(std::string_view) override {}
    [[nodiscard]] bool accepts_logon(std::string_view) override { return true; }
    [[nodiscard]] bool may_resend(std::string_view, std::int64_t) override { return false; }
    [[nodiscard]] bool has_handed_on() const override { return true; }

    int losses = 0;
};

// QuickFIX, asked for what is due before there is a connection, would take its logon for sent.
TEST(SessionLink, LogsOnOnceTheConnectionIsOpenHoweverLongThatTakes) {
    const testing::TestFolder folder;
    StandingClock clock;
    Owner owner;
    boost::asio::io_context io;
    SessionTerms terms;
    terms.sender_comp_id = "US";
    terms.target_comp_id = "LP";
    SessionLink link(terms, *SessionFile::open(folder.path / "s"), *SessionLog::open(folder.path / "l", clock), owner);
    for (std::uint64_t connections = 1; connections <= 3; ++connections) {
        link.attach(Connection::create(io, nullptr, link));
        for (int ticks = 0; ticks < 3; ++ticks) {
            link.tick();
        }
        EXPECT_EQ(link.counters().sent, connections - 1);
        link.on_open();
        EXPECT_EQ(link.counters().sent, connections) << "the logon";
        link.drop();
    }
    EXPECT_EQ(owner.losses, 3);
}

}  // namespace
}  // namespace trireme::fix
