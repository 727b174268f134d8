#include "fix/tests/fix_rig.hpp"
#include "fix/tests/raw_peer.hpp"
#include "fix/tests/test_certificate.hpp"

#include <gtest/gtest.h>

#include <set>

namespace trireme::fix {
namespace {

using testing::book;
using testing::content_of;
using testing::eurusd;
using testing::order;
using testing::RawPeer;
using testing::Rig;
using testing::TestCertificate;

TEST(FixConnection, TlsIsUsedAndTheCertificateIsLookedAt) {
    Rig rig;
    const TestCertificate certificate(rig.folder.path);
    rig.server_terms.certificate_file = certificate.certificate_file;
    rig.server_terms.key_file = certificate.key_file;
    rig.profile.quotes.uses_tls = rig.profile.orders->uses_tls = true;
    rig.profile.quotes.tls_authority_file = rig.profile.orders->tls_authority_file = certificate.certificate_file;
    rig.profile.quotes.host = rig.profile.orders->host = "localhost";
    rig.start();
    ASSERT_EQ(rig.lp->send(order("h1", LpOrderType::market), rig.clock.now()), LpAdmission::taken);
    EXPECT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 2; })) << rig.logs();

    // The same server under another name, and one whom we have no reason to trust.
    for (const bool is_other_name : {true, false}) {
        Rig stranger;
        stranger.profile = rig.profile;
        stranger.server_terms.port = rig.server_terms.port;
        if (is_other_name) {
            stranger.profile.quotes.host = stranger.profile.orders->host = "127.0.0.1";
        } else {
            const TestCertificate other(stranger.folder.path);
            stranger.profile.quotes.tls_authority_file = other.certificate_file;
            stranger.profile.orders->tls_authority_file = other.certificate_file;
        }
        stranger.start_client();
        EXPECT_FALSE(
            stranger.wait([&] { return !stranger.heard.connections.empty(); }, std::chrono::milliseconds(500)));
        EXPECT_NE(stranger.logs().find("cannot agree on TLS: certificate verify failed"), std::string::npos)
            << stranger.logs();
    }
}

TEST(FixConnection, ComesBackAfterEachLossAndDealsOn) {
    Rig rig;
    rig.start();
    rig.dealer.set_book(eurusd, book(108'452'000, 108'454'000));
    ASSERT_TRUE(rig.wait([&] { return rig.heard.quotes.size() == 1; })) << rig.logs();
    for (int loss = 1; loss <= 20; ++loss) {
        const std::size_t changes = rig.heard.connections.size();
        rig.server->drop_connections();
        ASSERT_TRUE(rig.wait([&] {
            return rig.heard.connections.size() >= changes + 2 && rig.heard.connections.ends_with('+');
        })) << rig.logs();
        // One of the two sessions may be lost a moment after the other has come back, and an order with it.
        const std::uint64_t fills = rig.lp->health().fills;
        int attempt = 0;
        ASSERT_TRUE(rig.wait([&] {
            const LpOrder market = order(fmt::format("h{}.{}", loss, attempt++), LpOrderType::market);
            static_cast<void>(rig.lp->send(market, rig.clock.now()));
            return rig.wait([&] { return rig.lp->health().fills > fills; }, std::chrono::seconds(1));
        })) << rig.logs();
    }
    // Each connection brought the book again.
    EXPECT_TRUE(rig.wait([&] { return rig.heard.quotes.size() >= 21; })) << rig.logs();
    EXPECT_GE(rig.dealer.orders().size(), 20U);
}

TEST(FixConnection, ANewProcessGoesOnWithNumbersAndOrders) {
    Rig rig;
    rig.start();
    const LpOrder limit = order("h1", LpOrderType::limit);
    ASSERT_EQ(rig.lp->send(limit, rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 1; })) << rig.logs();
    rig.lp.reset();
    rig.server.reset();
    rig.start_server();
    rig.heard = {};
    rig.start_client();
    ASSERT_TRUE(rig.wait([&] { return rig.heard.connections.ends_with('+'); })) << rig.logs();
    // What the order was is known from what was sent. The new server has no order of this name: it says so.
    ASSERT_EQ(rig.lp->cancel(limit.name, rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return rig.heard.reports.size() == 1; })) << rig.logs();
    EXPECT_EQ(rig.heard.reports[0].kind, LpReportKind::cancel_rejected) << rig.logs();
    EXPECT_EQ(rig.logs().find("MsgSeqNum too low"), std::string::npos) << rig.logs();
}

TEST(FixConnection, WrongCredentialsAreNoStormAndAreNeverWritten) {
    Rig rig;
    rig.server_terms.username = "we";
    rig.server_terms.password = Secret("right horse battery");
    rig.profile.orders->username = rig.profile.quotes.username = "we";
    rig.profile.orders->password = rig.profile.quotes.password = Secret("wrong horse battery");
    rig.profile.backoff_first = Duration::milliseconds(5);
    rig.profile.backoff_max = Duration::seconds(60);
    rig.start_server();
    rig.start_client();
    EXPECT_FALSE(rig.wait([&] { return !rig.heard.connections.empty(); }, std::chrono::seconds(1)));
    const std::string log =
        rig.logs() + content_of(rig.folder.path / "LP-US_T.log") + content_of(rig.folder.path / "LP-US_Q.log");
    EXPECT_NE(log.find("554=***"), std::string::npos);
    EXPECT_EQ(log.find("horse"), std::string::npos);
    std::size_t logons = 0;
    const std::string orders_log = content_of(rig.folder.path / "client/lp.orders.log");
    for (std::size_t at = orders_log.find("> 8=FIX.4.4|9=82|35=A|"); at != std::string::npos;
         at = orders_log.find("> 8=FIX.4.4|9=82|35=A|", at + 1)) {
        ++logons;
    }
    EXPECT_LE(logons, 1U) << orders_log;
    EXPECT_NE(orders_log.find("not admitted"), std::string::npos) << orders_log;
}

TEST(FixConnection, APeerThatSaysNothingIsGivenUp) {
    Rig rig;
    RawPeer silent;  // takes connections and never answers
    rig.server_terms.port = silent.port();
    rig.profile.orders.reset();
    rig.start_client();
    ASSERT_TRUE(rig.wait([&] { return silent.accepted() >= 2; }, std::chrono::seconds(25))) << rig.logs();
    EXPECT_NE(rig.logs().find("Timed out waiting for logon response"), std::string::npos) << rig.logs();
}

TEST(FixConnection, GarbageIsCountedAndChangesNothing) {
    Rig rig;
    RawPeer peer;
    rig.server_terms.port = peer.port();
    rig.profile.orders.reset();
    rig.start_client();
    ASSERT_TRUE(rig.wait([&] { return peer.heard().find("35=A") != std::string::npos; })) << rig.logs();
    peer.say_frame("35=A", 1, "98=0|108=1|141=Y|");
    ASSERT_TRUE(rig.wait([&] { return rig.heard.connections == "+"; })) << rig.logs();
    peer.say_frame("35=W", 2, "262=4.1|55=EUR/USD|268=2|269=0|270=1.08|271=5|269=1|270=1.09|271=5|");
    ASSERT_TRUE(rig.wait([&] { return rig.heard.quotes.size() == 1; })) << rig.logs();

    peer.say("this is no frame");
    peer.say("8=FIX.4.4\0019=5\00135=0\00110=000\001");  // wrong checksum
    peer.say("8=FIX.4.4\0019=99999999\00135=W\001");     // no such length
    peer.say("8=FIX.4.4\0019=2000000\00135=W\001");      // huge
    peer.say_frame("35=W", 3, "262=4.1|55=EUR/USD|268=1|269=0|270=-1.08|271=5|");
    peer.say_frame("35=W", 4, "262=4.1|55=EUR/USD|268=1|269=0|270=1.084521234567|271=5|");
    peer.say_frame("35=W", 5, "262=4.1|55=EUR/USD|268=1|269=0|270=99999999999999999999|271=5|");
    peer.say_frame("35=W", 6, "262=4.1|55=EUR/USD|268=7|269=0|270=1.08|271=5|");
    peer.say_frame("35=W", 7, "55=NO/SUCH|268=1|269=0|270=1.08|271=5|");
    peer.say_frame("35=8", 8, "11=h1|17=e|150=F|39=2|55=EUR/USD|32=1|31=1.08|14=-5|151=0|");
    peer.say_frame("35=ZZ", 9, "58=what|");
    peer.say_frame("35=Y", 10, "262=7.1|281=0|");
    ASSERT_TRUE(rig.wait([&] { return rig.heard.withdrawn == 1; })) << rig.logs();
    ASSERT_TRUE(rig.wait([&] { return rig.lp->health().bad_messages >= 12; })) << rig.lp->health().bad_messages;
    EXPECT_EQ(rig.lp->health().bad_messages, 12U) << rig.logs();
    EXPECT_EQ(rig.heard.quotes.size(), 1U);
    EXPECT_TRUE(rig.heard.reports.empty());
    EXPECT_EQ(rig.heard.connections, "+");
    peer.say_frame("35=W", 11, "262=4.1|55=EUR/USD|268=2|269=0|270=1.07|271=5|269=1|270=1.09|271=5|");
    EXPECT_TRUE(rig.wait([&] { return rig.heard.quotes.size() == 2; })) << rig.logs();
}

// The value of the last such field that the peer heard.
std::string last_heard(RawPeer& peer, const std::string& field) {
    const std::string heard = peer.heard();
    const std::size_t at = heard.rfind('\001' + field + '=');
    return at == std::string::npos
               ? ""
               : heard.substr(at + field.size() + 2, heard.find('\001', at + 1) - at - field.size() - 2);
}

TEST(FixConnection, AnAnswerEndsThoughAPartOfItCannotBeRead) {
    Rig rig;
    RawPeer peer;
    rig.server_terms.port = peer.port();
    rig.profile.orders.reset();
    rig.start_client();
    ASSERT_TRUE(rig.wait([&] { return peer.heard().find("35=A") != std::string::npos; })) << rig.logs();
    peer.say_frame("35=A", 1, "98=0|108=1|141=Y|");
    ASSERT_TRUE(rig.wait([&] { return rig.heard.connections == "+"; })) << rig.logs();

    ASSERT_EQ(rig.lp->ask_open_orders(rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return !last_heard(peer, "584").empty(); })) << rig.logs();
    const std::string orders = last_heard(peer, "584");
    peer.say_frame("35=8", 2, fmt::format("584={}|911=2|11=h1|17=0|150=I|39=0|55=NO/SUCH|14=0|151=1|38=1|", orders));
    peer.say_frame("35=8", 3, fmt::format("584={}|911=2|912=Y|11=?|17=0|150=I|39=what|", orders));
    ASSERT_TRUE(rig.wait([&] { return rig.heard.open_orders_told == 1; })) << rig.logs();

    ASSERT_EQ(rig.lp->ask_positions(rig.clock.now()), LpAdmission::taken);
    ASSERT_TRUE(rig.wait([&] { return !last_heard(peer, "710").empty(); })) << rig.logs();
    const std::string positions = last_heard(peer, "710");
    peer.say_frame("35=AP", 4, fmt::format("710={}|721=1|727=1|728=0|55=NO/SUCH|702=1|704=5|705=0|", positions));
    ASSERT_TRUE(rig.wait([&] { return rig.heard.positions.size() == 1; })) << rig.logs();
    EXPECT_TRUE(rig.heard.positions[0].empty());
    EXPECT_TRUE(rig.heard.reports.empty());
    EXPECT_EQ(rig.lp->health().bad_messages, 3U) << rig.logs();
}

// TCP neither drops nor reorders, so FIX cannot mend all of this. What must hold: nothing is told twice, and trading
// goes on.
TEST(FixConnection, AMisbehavingLpBreaksNothing) {
    for (const std::uint64_t seed : {2U}) {
        Rig rig;
        rig.server_terms.misbehaviour = {.seed = seed,
                                         .drop_permille = 20,
                                         .duplicate_permille = 50,
                                         .reorder_permille = 50,
                                         .garble_permille = 20,
                                         .lie_permille = 50,
                                         .delay = Duration::milliseconds(2),
                                         .refuse_permille = 50};
        rig.start();
        int number = 0;
        const auto trade = [&] {
            const LpOrder market = order(fmt::format("h{}", number++), LpOrderType::market);
            static_cast<void>(rig.lp->send(market, rig.clock.now()));
        };
        EXPECT_TRUE(rig.wait(
            [&] {
                trade();
                return rig.lp->health().fills >= 100 && rig.lp->health().connections >= 3;
            },
            std::chrono::seconds(60)))
            << seed << ": " << rig.lp->health().fills;
        std::set<LpExecutionId> executions;
        for (const LpReport& report : rig.heard.reports) {
            EXPECT_TRUE(report.execution.empty() || executions.insert(report.execution).second)
                << report.execution.view();
            EXPECT_GE(report.cumulative, Lots());
        }
        EXPECT_GT(rig.lp->health().bad_messages, 0U);
        EXPECT_GT(rig.lp->health().rejects, 0U);
    }
}

}  // namespace
}  // namespace trireme::fix
